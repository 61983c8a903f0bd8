/* Query strings, forms, files and cookies. The first line of the input is the Content-Type, the rest the body. */
#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim, const char *what)
{
	if (claim)
		return;
	cli_say("fuzz_form: it does not hold that %s", what);
	abort();
}

static void check(const struct form *form, struct str body)
{
	must(form->n_fields <= LIMIT_FORM_FIELDS && form->n_files <= LIMIT_FORM_FIELDS, "fields are bounded");
	for (size_t i = 0; i < form->n_fields; i++) {
		must(utf8_fault(form->fields[i].name) == STR_NPOS, "a name is UTF-8");
		must(utf8_fault(form->fields[i].value) == STR_NPOS, "a value is UTF-8");
		must(str_find_char(form->fields[i].value, '\0', 0) == STR_NPOS, "a value holds no NUL");
		must(form->fields[i].value.p != NULL, "an empty value is there");
	}
	for (size_t i = 0; i < form->n_files; i++) {
		struct str content = form->files[i].content;
		must(content.p >= body.p && content.p + content.n <= body.p + body.n, "a file is a slice of the body");
		must(str_find_char(form->files[i].filename, '/', 0) == STR_NPOS, "a file's name has no path");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct str body = str_dup(arena, str_bytes(data, size)), type = {0};
	struct form form;
	if (!body.p || !str_cut(&body, '\n', &type))
		return 0;
	enum outcome outcome = form_urlencoded(&ctx, body, &form);
	must((outcome == OK) == (ctx.problems.count == 0), "a refusal says why");
	if (outcome == OK)
		check(&form, body);
	problems_clear(&ctx);
	outcome = form_multipart(&ctx, type, body, &form);
	must((outcome == OK) == (ctx.problems.count == 0), "a refusal says why");
	if (outcome == OK)
		check(&form, body);
	(void)cookie_find(body, type);
	return 0;
}
