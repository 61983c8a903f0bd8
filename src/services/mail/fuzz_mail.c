/* Fuzzing addresses, servers, messages and calendars with any text. What is taken must be safe to write. */
#include <stdint.h>

#include "mail/mail.h"
#include "mail/mime.h"
#include "mail/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* Nothing that ends a line, an address or a command. */
static bool is_safe(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7f || text.p[i] == '<' || text.p[i] == '>')
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct ctx ctx = {.arena = arena};
	struct str text = str_bytes(data, size);
	struct mail_server server;
	struct str calendar;
	if (mail_address_check(&ctx, "to", text) == OK)
		must(is_safe(text) && utf8_fault(text) == STR_NPOS);
	const struct mail_server_draft draft = {.server = text, .from = text};
	const struct mail_server_draft server_alone = {.server = text, .from = STR("a@example.gov")};
	(void)!mail_server_check(&ctx, &draft, &server);
	if (mail_server_check(&ctx, &server_alone, &server) == OK)
		must(is_safe(server.url));
	if (utf8_fault(text) != STR_NPOS || text.n > 4096)
		return 0;
	const struct mime mime = {
		.message_id = STR("a@b"),
		.list_id = STR("a.b"),
		.from = STR("a@example.gov"),
		.from_name = text,
		.to = STR("b@example.gov"),
		.to_name = text,
		.title = text,
		.text = text,
		.html = text,
	};
	struct str message = mime_write(arena, &mime);
	size_t end = str_find(message, STR("\r\n\r\n"), 0);
	must(end != STR_NPOS && str_find(str_slice(message, 0, end), STR("\r\nBcc:"), 0) == STR_NPOS);
	must(text.n == 0 || str_ends(message, STR("\r\n--=_a--\r\n")));
	const struct calendar_event event = {
		.uid = STR("u"), .title = text, .description = text, .place = text, .url = text};
	must(calendar_write(&ctx, text, &event, 1, &calendar) == OK);
	must(str_ends(calendar, STR("END:VCALENDAR\r\n")));
	return 0;
}
