"""How every form's fields are drawn: label, hint and error tied to the field (templates/components/form_field.html)."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Django's renderer over the project's templates, with the field and form parts of this site."""

    form_template_name = "components/form.html"
    field_template_name = "components/form_field.html"
