/* Calendars, by libical. No time zone data is loaded: what is written is whole days and UTC. */
#include <libical/ical.h>

#include "mail/mail.h"

#define MINUTE_MS 60000
#define MORNING_H 9 /* a whole day's reminder comes then, rather than at midnight */

static void component_free(icalcomponent **component)
{
	if (*component)
		icalcomponent_free(*component);
}

/* ---- Values as libical takes them ---- */

/* Line ends as \n, or as spaces; no other control characters: libical writes them as they are. */
static const char *clean(struct arena *arena, struct str text, bool lines)
{
	struct buf out = buf_open(arena, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool is_control = (unsigned char)c < ' ' || c == 0x7f;
		if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		buf_char(&out, !is_control ? c : c == '\n' && lines ? '\n' : ' ');
	}
	return str_c(arena, str_trim(buf_view(&out)));
}

static icaltimetype date_value(struct day day)
{
	struct date date = day_date(day);
	icaltimetype value = icaltime_null_date();
	value.year = date.year;
	value.month = date.month;
	value.day = date.day;
	return value;
}

static icaltimetype instant_value(struct instant instant)
{
	struct instant bounded = instant_bounded(instant);
	struct day day = instant_day(bounded);
	int64_t second = (bounded.ms - (int64_t)day.n * 86400000) / 1000;
	icaltimetype value = date_value(day);
	value.is_date = 0;
	value.hour = (int)(second / 3600);
	value.minute = (int)(second / 60 % 60);
	value.second = (int)(second % 60);
	value.zone = icaltimezone_get_utc_timezone();
	return value;
}

/* ---- Events ---- */

static icalcomponent *alarm_new(const char *title, const struct calendar_event *event, int32_t days)
{
	struct icaltriggertype trigger = {.time = icaltime_null_time(), .duration = icaldurationtype_null_duration()};
	trigger.duration.is_neg = 1;
	trigger.duration.days = (unsigned)days;
	if (!event->at_ms) {
		trigger.duration.days--;
		trigger.duration.hours = 24 - MORNING_H;
	}
	icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
	icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	icalcomponent_add_property(alarm, icalproperty_new_description(title));
	icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
	return alarm;
}

static void time_put(icalcomponent *component, const struct calendar_event *event)
{
	if (!event->at_ms) {
		icalcomponent_add_property(component, icalproperty_new_dtstart(date_value(event->day)));
	} else {
		struct instant start = {event->at_ms};
		struct instant end = {event->at_ms + event->minutes * MINUTE_MS};
		icalcomponent_add_property(component, icalproperty_new_dtstart(instant_value(start)));
		if (event->minutes > 0)
			icalcomponent_add_property(component, icalproperty_new_dtend(instant_value(end)));
	}
	/* A deadline keeps nobody from being invited elsewhere. */
	bool is_busy = event->at_ms && event->minutes > 0;
	icalcomponent_add_property(component,
				   icalproperty_new_transp(is_busy ? ICAL_TRANSP_OPAQUE : ICAL_TRANSP_TRANSPARENT));
}

static icalcomponent *event_new(struct arena *arena, const struct calendar_event *event)
{
	icalcomponent *component = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	const char *title = clean(arena, event->title, false);
	icaltimetype changed = instant_value(event->changed);
	icalcomponent_add_property(component, icalproperty_new_uid(clean(arena, event->uid, false)));
	icalcomponent_add_property(component, icalproperty_new_dtstamp(changed));
	icalcomponent_add_property(component, icalproperty_new_lastmodified(changed));
	icalcomponent_add_property(component, icalproperty_new_sequence(event->sequence));
	time_put(component, event);
	icalcomponent_add_property(component, icalproperty_new_summary(title));
	if (event->description.n)
		icalcomponent_add_property(component,
					   icalproperty_new_description(clean(arena, event->description, true)));
	if (event->place.n)
		icalcomponent_add_property(component, icalproperty_new_location(clean(arena, event->place, false)));
	if (event->url.n)
		icalcomponent_add_property(component, icalproperty_new_url(clean(arena, event->url, false)));
	for (size_t i = 0; i < COUNT_OF(event->remind_days) && event->remind_days[i] > 0; i++)
		icalcomponent_add_component(component, alarm_new(title, event, event->remind_days[i]));
	return component;
}

static icalproperty *extension_new(const char *name, const char *value)
{
	icalproperty *property = icalproperty_new_x(value);
	icalproperty_set_x_name(property, name);
	return property;
}

/* ---- The feed ---- */

#define LINE_BYTES 75 /* RFC 5545 section 3.1, without CR LF */

/* libical folds lines that hold other scripts a few bytes too late: its folds are undone and made anew, between
 * characters. */
static void refolded_put(struct buf *out, struct str text)
{
	size_t column = 0;
	for (size_t at = 0; at < text.n;) {
		if (str_starts(str_slice(text, at, text.n), STR("\r\n "))) {
			at += 3;
			continue;
		}
		size_t from = at++;
		while (at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80)
			at++;
		bool is_end = text.p[from] == '\r' || text.p[from] == '\n';
		if (!is_end && column + (at - from) > LINE_BYTES) {
			buf_lit(out, "\r\n ");
			column = 1;
		}
		buf_str(out, str_slice(text, from, at));
		column = is_end ? 0 : column + (at - from);
	}
}

static enum outcome append(struct buf *out, icalcomponent *component)
{
	char *text = icalcomponent_as_ical_string_r(component);
	if (!text) {
		log_event(LOG_ERROR, "calendar", "libical=%s", icalerror_strerror(icalerrno));
		return BROKEN;
	}
	refolded_put(out, str_of(text));
	icalmemory_free_buffer(text);
	return OK;
}

enum outcome calendar_write(struct ctx *ctx, struct str title, const struct calendar_event *events, size_t n,
			    struct str *ret_text)
{
	static const struct str end = STR_INIT("END:VCALENDAR\r\n");
	CLEANUP(component_free) icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	if (!calendar)
		return BROKEN;
	const char *name = clean(ctx->arena, title, false);
	icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
	icalcomponent_add_property(calendar, icalproperty_new_prodid("-//Aboveboard//Calendar//EN"));
	icalcomponent_add_property(calendar, icalproperty_new_calscale("GREGORIAN"));
	icalcomponent_add_property(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
	icalcomponent_add_property(calendar, extension_new("X-WR-CALNAME", name));
	icalcomponent_add_property(calendar, extension_new("X-PUBLISHED-TTL", "PT6H"));
	struct buf out = buf_open(ctx->arena, 1024 + n * 512);
	TRY(append(&out, calendar));
	if (!str_ends(buf_view(&out), end))
		return BROKEN;
	out.n -= end.n;
	for (size_t i = 0; i < n; i++) {
		CLEANUP(component_free) icalcomponent *event = event_new(ctx->arena, &events[i]);
		TRY(append(&out, event));
	}
	buf_str(&out, end);
	*ret_text = buf_view(&out);
	return OK;
}
