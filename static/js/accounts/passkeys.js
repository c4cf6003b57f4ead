// Passkeys and security keys: forms marked data-passkey ask the browser for a key before they are sent.
// Uses webauthnJSON (from allauth's static files), which turns the browser's buffers into JSON and back.
(() => {
  const problem = document.querySelector('[data-passkey-problem]');

  const pageOptions = () => JSON.parse(document.getElementById('passkey-options').textContent);

  const loginOptions = async (form) => {
    const response = await fetch(form.action, { headers: { Accept: 'application/json' } });
    if (!response.ok) throw new Error(`The sign-in page answered ${response.status}.`);
    return (await response.json()).request_options;
  };

  const newKey = (form) => {
    const options = pageOptions().creation_options;
    const alone = form.elements.passwordless?.checked ?? false;
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: alone ? 'required' : 'discouraged',
      requireResidentKey: alone,
      ...(alone && { userVerification: 'required' }),
    });
    return window.webauthnJSON.create(options);
  };

  const ways = {
    add: newKey,
    authenticate: () => window.webauthnJSON.get(pageOptions().request_options),
    login: async (form) => window.webauthnJSON.get(await loginOptions(form)),
  };

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form));
        form.submit();
      } catch {
        problem.hidden = false; // declined, timed out, or no key: the person sees why nothing happened
      }
    });
  }
})();
