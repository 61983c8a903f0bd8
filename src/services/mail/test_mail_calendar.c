/* Calendars, read back by libical's parser and line by line. */
#include <libical/ical.h>

#include "base/property.h"
#include "base/testing.h"
#include "mail/mail.h"

static const struct calendar_event due = {
	.uid = STR_INIT("duty-7@ethics.example.gov"),
	.title = STR_INIT("Due: statement of interests"),
	.description =
		STR_INIT("28 days after 12 May 2026 (took office), Localism Act 2011 s.30; \"why\", in full:\nnext"),
	.url = STR_INIT("https://ethics.example.gov/to-do"),
	.day = {20430},
	.remind_days = {14, 1},
	.changed = {INT64_C(1795375694123)},
	.sequence = 3,
};

static const struct calendar_event meeting = {
	.uid = STR_INIT("meeting-1@ethics.example.gov"),
	.title = STR_INIT("Council"),
	.place = STR_INIT("Harbour Hall, 1 Quay Street; upstairs"),
	.at_ms = INT64_C(1795375694000),
	.minutes = 90,
	.remind_days = {2},
	.changed = {INT64_C(1795375694123)},
};

static struct str written(struct ctx *ctx, const struct calendar_event *events, size_t n)
{
	struct str text;
	assert_int_equal(calendar_write(ctx, STR("What Ada owes"), events, n, &text), OK);
	return text;
}

static bool has_line(struct str text, const char *line)
{
	return str_find(text, str_of(line), 0) != STR_NPOS;
}

static void a_calendar_is_written(void **state)
{
	struct ctx *ctx = *state;
	const struct calendar_event events[] = {due, meeting};
	struct str text = written(ctx, events, 2);
	static const char *const lines[] = {
		"BEGIN:VCALENDAR\r\n",
		"\r\nVERSION:2.0\r\n",
		"\r\nMETHOD:PUBLISH\r\n",
		"\r\nX-WR-CALNAME:What Ada owes\r\n",
		"\r\nUID:duty-7@ethics.example.gov\r\n",
		"\r\nDTSTART;VALUE=DATE:20251208\r\n",
		"\r\nDTSTAMP:20261122T192814Z\r\n",
		"\r\nSEQUENCE:3\r\n",
		"\r\nTRANSP:TRANSPARENT\r\n",
		"\r\nURL:https://ethics.example.gov/to-do\r\n",
		"\r\nTRIGGER:-P13DT15H\r\n",
		"\r\nTRIGGER:-PT15H\r\n",
		"\r\nDTSTART:20261122T192814Z\r\n",
		"\r\nDTEND:20261122T205814Z\r\n",
		"\r\nTRIGGER:-P2D\r\n",
		"\r\nLOCATION:Harbour Hall\\, 1 Quay Street\\; upstairs\r\n",
		"\r\nEND:VCALENDAR\r\n",
	};
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (!has_line(text, lines[i]))
			fail_msg("no %s in\n%s", lines[i], test_c(text));
	assert_true(str_eq(text, written(ctx, events, 2)));
}

static void an_empty_calendar_is_one_too(void **state)
{
	struct ctx *ctx = *state;
	struct str text = written(ctx, NULL, 0);
	assert_true(str_starts(text, STR("BEGIN:VCALENDAR\r\n")));
	assert_true(str_ends(text, STR("\r\nEND:VCALENDAR\r\n")));
}

static void a_parser_reads_what_was_written(void **state)
{
	struct ctx *ctx = *state;
	const struct calendar_event events[] = {due, meeting};
	icalcomponent *calendar = icalparser_parse_string(test_c(written(ctx, events, 2)));
	assert_non_null(calendar);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	/* With a method, RFC 5546 wants an organizer's address too, which a feed has not. */
	icalproperty *method = icalcomponent_get_first_property(calendar, ICAL_METHOD_PROPERTY);
	icalcomponent_remove_property(calendar, method);
	icalproperty_free(method);
	assert_true(icalrestriction_check(calendar));
	assert_int_equal(icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 2);
	icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	assert_string_equal(icalcomponent_get_uid(event), "duty-7@ethics.example.gov");
	assert_string_equal(icalcomponent_get_summary(event), "Due: statement of interests");
	assert_string_equal(icalcomponent_get_description(event), test_c(due.description));
	assert_true(icalcomponent_get_dtstart(event).is_date);
	assert_int_equal(icalcomponent_get_sequence(event), 3);
	assert_int_equal(icalcomponent_count_components(event, ICAL_VALARM_COMPONENT), 2);
	event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT);
	assert_string_equal(icalcomponent_get_location(event), test_c(meeting.place));
	assert_int_equal(icalcomponent_get_duration(event).hours, 1);
	icalcomponent_free(calendar);
}

/* RFC 5545 section 3.1: CR LF, 75 octets, no character cut in two; no other control characters. */
static bool is_well_formed(struct str text)
{
	for (size_t from = 0; from < text.n;) {
		size_t end = str_find(text, STR("\r\n"), from);
		struct str line = str_slice(text, from, end);
		if (end == STR_NPOS || line.n > 75 || line.n == 0 || utf8_fault(line) != STR_NPOS)
			return false;
		for (size_t i = 0; i < line.n; i++)
			if ((unsigned char)line.p[i] < ' ' || line.p[i] == 0x7f)
				return false;
		from = end + 2;
	}
	return true;
}

static struct str cleaned(struct arena *arena, struct str text, bool lines)
{
	struct buf out = buf_open(arena, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			continue;
		c = c == '\r' ? '\n' : c;
		buf_char(&out, (unsigned char)c >= ' ' && c != 0x7f ? c : c == '\n' && lines ? '\n' : ' ');
	}
	return str_trim(buf_view(&out));
}

static bool any_event_is_read_back(struct gen *gen)
{
	struct ctx ctx = {.arena = gen->arena};
	struct calendar_event event = due;
	struct str text;
	event.title = gen_text(gen, 100);
	event.description = gen_text(gen, 200);
	gen_note(gen, "title=%.*s description=%.*s", STR_ARG(str_hex(gen->arena, event.title)),
		 STR_ARG(str_hex(gen->arena, event.description)));
	if (calendar_write(&ctx, STR("x"), &event, 1, &text) != OK || !is_well_formed(text))
		return false;
	icalcomponent *calendar = icalparser_parse_string(str_c(gen->arena, text));
	icalcomponent *read = calendar ? icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT) : NULL;
	const char *title = read ? icalcomponent_get_summary(read) : NULL;
	const char *description = read ? icalcomponent_get_description(read) : NULL;
	bool is_same = read && icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT) == 1 &&
		       str_eq(str_of(title), cleaned(gen->arena, event.title, false)) &&
		       str_eq(str_of(description), cleaned(gen->arena, event.description, true));
	if (calendar)
		icalcomponent_free(calendar);
	return is_same;
}

static void any_text_is_read_back(void **state)
{
	(void)state;
	assert_true(property_holds("an event is read back", any_event_is_read_back, 1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ctx_test(a_calendar_is_written),
		ctx_test(an_empty_calendar_is_one_too),
		ctx_test(a_parser_reads_what_was_written),
		cmocka_unit_test(any_text_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
