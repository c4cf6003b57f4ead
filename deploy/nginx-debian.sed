# Makes of deploy/nginx.conf what Debian's own nginx reads (docs/deploy-debian.md); the certificate's name is filled in there.
s|^worker_processes auto;|user www-data;\n&|
s| /tmp/| /var/lib/nginx/|
s|/dev/stderr|/var/log/nginx/error.log|
s|/dev/stdout|/var/log/nginx/access.log|
# The application has one address, and no name to look up.
/# Docker's own name server/,/resolver_timeout/d
s|web:8000|127.0.0.1:8000|
# Debian's first site answers Let's Encrypt from here before ours does.
s|/var/www/acme|/var/www/html|
# Who watches nginx asks systemd.
/^    server {$/{N;/127\.0\.0\.1:8080/{N;N;N;N;N;N;d}}
