/* The keys of a rulebook: one table for reading and for docs/rulebook.md. */
#include "rulebook/keys.h"
#include "html/html.h"

/* clang-format off */
/* ---- rulebook ---- */

static const struct spec_field book_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_book, id), .about = "the rulebook's name in commands and records", .example = "england"},
	{.name = "title", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_book, title), .about = "what people read", .example = "England"},
	{.name = "text", .kind = SPEC_MARKDOWN, .at = offsetof(struct raw_book, text), .about = "what the rulebook covers, in Markdown", .example = "What the law asks of councillors."},
	{.name = "text-file", .kind = SPEC_TEXT, .at = offsetof(struct raw_book, text_file), .about = "the same in a file of the folder", .example = "about.md"},
	{.name = "currency", .kind = SPEC_TEXT, .at = offsetof(struct raw_book, currency), .about = "of amounts in registers whose fields name none (ISO 4217); that of the including rulebook counts", .example = "GBP"},
	{.name = "include", .kind = SPEC_TEXTS, .at = offsetof(struct raw_book, include), .about = "folders of other rulebooks, read as part of this one; an id that both have is a fault", .example = "[../generic]"},
};
static const struct spec book_spec = SPEC(struct raw_book, "rulebook", "What the rulebook is. It stands in `rulebook.yaml` alone.", book_fields);

/* ---- events ---- */

static const struct spec_field event_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_event, id), .about = "how deadlines name it: “28 days after gift-received”", .example = "gift-received"},
	{.name = "text", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_event, text), .about = "how a derivation says it: “28 days after 12 May 2026 (a gift was offered)”", .example = "a gift was offered or received"},
	{.name = "notes", .kind = SPEC_MARKDOWN, .at = offsetof(struct raw_event, notes), .about = "for those who look after the rules; not shown to the public", .example = "Offered gifts count too"},
};
static const struct spec event_spec = SPEC(struct raw_event, "an event", "A kind of thing that happens on a day, beside the triggers that the program knows by itself.", event_fields);

/* ---- duties ---- */

static const struct spec_choice categories[] = {
	{"elected", 1, "holds an elected office"}, {"appointed", 2, "was appointed to an office"},
	{"candidate", 3, "stands for election"}, {"employee", 4, "works for the body"},
	{"consultant", 5, "advises the body"}, {"supplier", 6, "works for a supplier"}, {NULL, 0, NULL},
};

static const struct spec_field audience_fields[] = {
	{.name = "categories", .kind = SPEC_CHOICES, .at = offsetof(struct raw_audience, audience.categories), .choices = categories, .about = "how one holds the post", .example = "[elected, appointed]"},
	{.name = "bodies", .kind = SPEC_IDS, .at = offsetof(struct raw_audience, audience.bodies), .about = "addresses of bodies; a body stands for those below it", .example = "[city-council]"},
	{.name = "classifications", .kind = SPEC_TEXTS, .at = offsetof(struct raw_audience, audience.classifications), .about = "kinds of bodies", .example = "[council, committee]"},
	{.name = "posts", .kind = SPEC_TEXTS, .at = offsetof(struct raw_audience, audience.posts), .about = "a post's name or role, in small or capital letters", .example = "[Mayor]"},
	{.name = "contracts", .kind = SPEC_TEXTS, .at = offsetof(struct raw_audience, audience.contracts), .about = "kinds of contracts", .example = "[permanent]"},
	{.name = "workplaces", .kind = SPEC_TEXTS, .at = offsetof(struct raw_audience, audience.workplaces), .about = "places of work", .example = "[Town Hall]"},
	{.name = "grades", .kind = SPEC_TEXTS, .at = offsetof(struct raw_audience, audience.grades), .about = "grades", .example = "[chief officer]"},
	{.name = "statuses", .kind = SPEC_TEXTS, .at = offsetof(struct raw_audience, audience.statuses), .about = "what a membership is", .example = "[voting]"},
	{.name = "code", .kind = SPEC_ID, .at = offsetof(struct raw_audience, audience.code), .about = "a code's address: whoever its edition in force names", .example = "members-code"},
};
const struct spec audience_spec = SPEC(struct raw_audience, "who", "Who owes a duty. Left out: everybody. Of each list any entry fits; all lists must fit.", audience_fields);

static const struct spec_choice duty_kinds[] = {
	{"commitment", DUTY_COMMITMENT, "to sign a code"},
	{"filing", DUTY_FILING, "to file with somebody else: done only once it is noted with whom, when and under which receipt"},
	{"declaration", DUTY_DECLARATION, "to declare in a register here"},
	{"training", DUTY_TRAINING, "to take a training"},
	{"notice", DUTY_NOTICE, "to tell somebody"},
	{"task", DUTY_TASK, "anything else that one confirms to have done"},
	{NULL, 0, NULL},
};
static const struct spec_choice duty_forms[] = {
	{"local", DUTY_FORM_LOCAL, "the body's own promise"}, {"statutory", DUTY_FORM_STATUTORY, "a form that the law gives"},
	{"oath", DUTY_FORM_OATH, "an oath"}, {"acceptance", DUTY_FORM_ACCEPTANCE, "a declaration of acceptance of office"}, {NULL, 0, NULL},
};
static const struct spec_choice rolls[] = {
	{"no", ROLL_NOT, "the date stands"}, {"next-working-day", ROLL_FORWARD, "the next working day is the last one"},
	{"working-day-before", ROLL_BACK, "the working day before is the last one"}, {NULL, 0, NULL},
};
static const struct spec_choice weekdays[] = {
	{"monday", 0, ""}, {"tuesday", 1, ""}, {"wednesday", 2, ""}, {"thursday", 3, ""},
	{"friday", 4, ""}, {"saturday", 5, ""}, {"sunday", 6, ""}, {NULL, 0, NULL},
};
static const struct spec_choice exceptions[] = {
	{"took-office-between", EXCEPT_TOOK_OFFICE_BETWEEN, "who took office between `from` and `to` of the year before the deadline's: duty `by` counts as this one"},
	{"same-office-within", EXCEPT_SAME_OFFICE_WITHIN, "the same office is held again within `days`"},
	{"same-authority-within", EXCEPT_SAME_AUTHORITY_WITHIN, "another office here is held within `days`"},
	{"done-within", EXCEPT_DONE_WITHIN, "duty `by` was done within `days` before the trigger"},
	{"in-post-before", EXCEPT_IN_POST_BEFORE, "who was in office before `day` and on it has until `due`, even where the row begins on that day"},
	{"took-office-from", EXCEPT_TOOK_OFFICE_FROM, "who took office on `day` or later does not owe it"},
	{"absent-when-due", EXCEPT_ABSENT_WHEN_DUE, "who is absent from the post on the due day owes it `days` after the return, and is not reminded before; never after the term"},
	{"ended-early", EXCEPT_ENDED_EARLY, "the term ended before its time: its holder resigned, was removed or disqualified"},
	{"ended-in-time", EXCEPT_ENDED_IN_TIME, "the term did not end before its time"},
	{NULL, 0, NULL},
};
static const struct spec_choice reminded[] = {
	{"person", 0, "who owes it"}, {"manager", 1, "their line manager"}, {"officer", 2, "the ethics officer"},
	{"chair", 3, "who chairs the body"}, {NULL, 0, NULL},
};

static const struct spec_choice absences[] = {
	{"leave", 1, "leave of absence"},
	{"suspension", 2, "suspended from the post"},
	{0},
};

static const struct spec_field exception_fields[] = {
	{.name = "if", .kind = SPEC_CHOICE, REQUIRED, .at = offsetof(struct raw_exception, kind), .choices = exceptions, .about = "what makes the exception", .example = "same-office-within"},
	{.name = "from", .kind = SPEC_PHRASE, .at = offsetof(struct raw_exception, from), .about = "of `took-office-between`: a day and month", .example = "1 October"},
	{.name = "to", .kind = SPEC_PHRASE, .at = offsetof(struct raw_exception, to), .about = "of `took-office-between`: a day and month", .example = "31 December"},
	{.name = "days", .kind = SPEC_NUMBER, .at = offsetof(struct raw_exception, days), .min = 1, .max = 3660, .about = "of `…-within` and `absent-when-due`: how many days", .example = "30"},
	{.name = "absences", .kind = SPEC_CHOICES, .at = offsetof(struct raw_exception, absences), .choices = absences, .about = "of `absent-when-due`: which", .example = "[leave]"},
	{.name = "by", .kind = SPEC_ID, .at = offsetof(struct raw_exception, by), .about = "of `took-office-between` and `done-within`: the other duty's id", .example = "ca-sei-assuming"},
	{.name = "day", .kind = SPEC_DAY, .at = offsetof(struct raw_exception, on_day), .about = "of `in-post-before` and `took-office-from`", .example = "2026-01-01"},
	{.name = "due", .kind = SPEC_DAY, .at = offsetof(struct raw_exception, due_day), .about = "of `in-post-before`: the last day", .example = "2026-06-30"},
	{.name = "reason", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_exception, reason), .about = "what people read", .example = "The same office was taken again within 30 days"},
	{.name = "source", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_exception, source), .about = "where the exception stands", .example = "FPPC Reference Pamphlet p. 7"},
	{.name = "confirm", .kind = SPEC_YES, .at = offsetof(struct raw_exception, confirm), .about = "`yes`: nobody has confirmed it yet", .example = "yes"},
};
static const struct spec exception_spec = SPEC(struct raw_exception, "an exception", "When a duty is not owed, or owed until another day.", exception_fields);

static const struct spec_field fine_fields[] = {
	{.name = "per-day", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_fine, per_day), .about = "for each day that it is late", .example = "10 USD"},
	{.name = "at-most", .kind = SPEC_PHRASE, .at = offsetof(struct raw_fine, at_most), .about = "in all, in the same currency", .example = "100 USD"},
	{.name = "source", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_fine, source), .about = "where the fine stands", .example = "Gov. Code 91013"},
	{.name = "confirm", .kind = SPEC_YES, .at = offsetof(struct raw_fine, confirm), .about = "`yes`: nobody has confirmed it yet", .example = "yes"},
};
static const struct spec fine_spec = SPEC(struct raw_fine, "fine", "What the rule says lateness costs. It is shown, never imposed.", fine_fields);

static const struct spec_field reminder_fields[] = {
	{.name = "when", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_reminder, when), .about = "“14 days before”, “on the day” or “3 days after” the deadline", .example = "14 days before"},
	{.name = "to", .kind = SPEC_CHOICES, REQUIRED, .at = offsetof(struct raw_reminder, to), .choices = reminded, .about = "who is written to", .example = "[person]"},
};
static const struct spec reminder_spec = SPEC(struct raw_reminder, "a reminder", "When somebody is reminded. Reminders stand in the order of time.", reminder_fields);

static const struct spec_field duty_row_fields[] = {
	{.name = "due", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_duty_row, due), .about = "the last day: a deadline, see above", .example = "28 days after taking office"},
	{.name = "opens", .kind = SPEC_PHRASE, .at = offsetof(struct raw_duty_row, opens), .about = "the first day on which it can be done: a deadline", .example = "2 months before the term ends"},
	{.name = "roll", .kind = SPEC_CHOICE, .at = offsetof(struct raw_duty_row, roll), .choices = rolls, .about = "when the last day is not a working day", .example = "next-working-day"},
	{.name = "holidays", .kind = SPEC_IDS, .at = offsetof(struct raw_duty_row, holidays), .about = "sets of holidays that are not working days", .example = "[england-and-wales]"},
	{.name = "rest-days", .kind = SPEC_CHOICES, .at = offsetof(struct raw_duty_row, rest_days), .choices = weekdays, .about = "weekly days of rest; left out: Saturday and Sunday", .example = "[sunday]"},
	ROW_FIELDS(struct raw_duty_row),
	{.name = "fine", .kind = SPEC_MAP, .at = offsetof(struct raw_duty_row, fine), .of = &fine_spec, .about = "what lateness costs", .example = "{per-day: 10 USD, at-most: 100 USD, source: Gov. Code 91013}"},
	{.name = "exceptions", .kind = SPEC_LIST, .at = offsetof(struct raw_duty_row, exceptions), .of = &exception_spec, .about = "of this row alone", .example = ""},
};
static const struct spec duty_row_spec = SPEC(struct raw_duty_row, "a row of a duty", "What holds from a day to a day. A change of law is a new row. Which row counts is asked for the day of the trigger.", duty_row_fields);

static const struct spec_field duty_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_duty, id), .about = "the duty's name in addresses and records; it never changes", .example = "uk-dpi-notify"},
	{.name = "title", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_duty, title), .about = "what people read", .example = "Tell the Monitoring Officer of your interests"},
	{.name = "kind", .kind = SPEC_CHOICE, REQUIRED, .at = offsetof(struct raw_duty, kind), .choices = duty_kinds, .about = "what is to be done", .example = "declaration"},
	{.name = "text", .kind = SPEC_MARKDOWN, .at = offsetof(struct raw_duty, text), .about = "what one does, in Markdown, for the person who owes it", .example = "List what you own, earn and owe …"},
	{.name = "text-file", .kind = SPEC_TEXT, .at = offsetof(struct raw_duty, text_file), .about = "the same in a file of the folder", .example = "assuming.md"},
	{.name = "who", .kind = SPEC_MAP, .at = offsetof(struct raw_duty, who), .of = &audience_spec, .about = "who owes it; left out: everybody", .example = "{categories: [elected]}"},
	{.name = "filed-with", .kind = SPEC_TEXT, .at = offsetof(struct raw_duty, filed_with), .about = "of `filing`: with whom", .example = "the City Clerk"},
	{.name = "form", .kind = SPEC_CHOICE, .at = offsetof(struct raw_duty, form), .choices = duty_forms, .about = "of `commitment`: what is signed", .example = "local"},
	{.name = "code", .kind = SPEC_ID, .at = offsetof(struct raw_duty, code), .about = "of `commitment`: the address of the code to be signed, on the site to which the rulebook is applied", .example = "members-code"},
	{.name = "passage", .kind = SPEC_TEXT, .at = offsetof(struct raw_duty, passage), .about = "the label of the provision in that code, else in `who: code`, from which the duty comes", .example = "“4.2”"},
	{.name = "voluntary", .kind = SPEC_YES, .at = offsetof(struct raw_duty, voluntary), .about = "`yes`: a candidate's pledge. It is never owed, never late and never counted", .example = "yes"},
	{.name = "once-per-person", .kind = SPEC_YES, .at = offsetof(struct raw_duty, once_per_person), .about = "`yes`: whoever holds several posts does it once", .example = "yes"},
	{.name = "rows", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_duty, rows), .of = &duty_row_spec, .about = "since when it holds until when, in the order of time, without overlap", .example = ""},
	{.name = "exceptions", .kind = SPEC_LIST, .at = offsetof(struct raw_duty, exceptions), .of = &exception_spec, .about = "of all rows", .example = ""},
	{.name = "reminders", .kind = SPEC_LIST, .at = offsetof(struct raw_duty, reminders), .of = &reminder_spec, .about = "in the order of time", .example = ""},
};
static const struct spec duty_spec = SPEC(struct raw_duty, "a duty", "Something that people owe by a day.", duty_fields);

/* ---- amounts ---- */

static const struct spec_field amount_row_fields[] = {
	{.name = "amount", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_amount_row, amount), .about = "money with its currency (ISO 4217), or a number with what it counts", .example = "630 USD"},
	ROW_FIELDS(struct raw_amount_row),
};
static const struct spec amount_row_spec = SPEC(struct raw_amount_row, "a row of an amount", "The amount from a day to a day.", amount_row_fields);

static const struct spec_field amount_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_amount, id), .about = "the amount's name", .example = "gift-limit"},
	{.name = "about", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_amount, about), .about = "what people read", .example = "The most that one source may give in a calendar year"},
	{.name = "rows", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_amount, rows), .of = &amount_row_spec, .about = "in the order of time", .example = ""},
};
static const struct spec amount_spec = SPEC(struct raw_amount, "an amount", "A threshold, limit or period that law changes from time to time.", amount_fields);

/* ---- holidays ---- */

static const struct spec_choice moved[] = {
	{"no", MOVED_NOT, "it is lost"}, {"next-working-day", MOVED_NEXT_WORKING_DAY, "the next working day is one"},
	{"nearest-weekday", MOVED_NEAREST_WEEKDAY, "of a Saturday the Friday, of a Sunday the Monday"},
	{"sunday-to-monday", MOVED_SUNDAY_TO_MONDAY, "of a Sunday the Monday; on a Saturday it is lost"}, {NULL, 0, NULL},
};

static const struct spec_field holiday_fields[] = {
	{.name = "name", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_holiday, name), .about = "what derivations call it", .example = "Good Friday"},
	{.name = "on", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_holiday, on), .about = "“1 January”, “2026-05-08”, “first Monday of May”, “last Monday of May”, “2 days before Easter”, “Easter”, or “1 day after the fourth Thursday of November”", .example = "last Monday of May"},
	{.name = "moved", .kind = SPEC_CHOICE, .at = offsetof(struct raw_holiday, moved), .choices = moved, .about = "when it falls on a weekly day of rest", .example = "next-working-day"},
	{.name = "from", .kind = SPEC_NUMBER, .at = offsetof(struct raw_holiday, from), .min = CALENDAR_FIRST_YEAR, .max = CALENDAR_LAST_YEAR, .about = "the first year", .example = "1978"},
	{.name = "to", .kind = SPEC_NUMBER, .at = offsetof(struct raw_holiday, to), .min = CALENDAR_FIRST_YEAR, .max = CALENDAR_LAST_YEAR, .about = "the last year", .example = "2019"},
};
static const struct spec holiday_spec = SPEC(struct raw_holiday, "a holiday", "One day of a set.", holiday_fields);

static const struct spec_field holiday_set_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_holiday_set, id), .about = "how duties name the set", .example = "england-and-wales"},
	{.name = "title", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_holiday_set, title), .about = "what people read", .example = "Bank holidays in England and Wales"},
	{.name = "days", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_holiday_set, days), .of = &holiday_spec, .about = "its holidays", .example = ""},
	SOURCE_FIELDS(struct raw_holiday_set, row),
};
static const struct spec holiday_set_spec = SPEC(struct raw_holiday_set, "a set of holidays", "Days that are not worked, beside the weekly days of rest.", holiday_set_fields);

/* ---- guidance ---- */

static const struct spec_choice answers[] = {
	{"yes", ANSWER_YES, "you may"}, {"no", ANSWER_NO, "you may not"}, {"ask", ANSWER_ASK, "ask the ethics officer first"}, {NULL, 0, NULL},
};

static const struct spec_field question_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_question, id), .about = "how answers name it", .example = "who"},
	{.name = "text", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_question, text), .about = "the question", .example = "Who are you today?"},
	{.name = "answers", .kind = SPEC_PAIRS, REQUIRED, .at = offsetof(struct raw_question, answers), .about = "at least two: an id, and what is shown", .example = "{candidate: A candidate, official: An official}"},
};
static const struct spec question_spec = SPEC(struct raw_question, "a question", "One choice of those who ask.", question_fields);

static const struct spec_field answer_fields[] = {
	{.name = "when", .kind = SPEC_PAIRS, .at = offsetof(struct raw_answer, when), .about = "questions' ids and answers' ids; a question that is left out may be answered in any way", .example = "{who: candidate}"},
	{.name = "answer", .kind = SPEC_CHOICE, REQUIRED, .at = offsetof(struct raw_answer, answer), .choices = answers, .about = "the short answer", .example = "ask"},
	{.name = "text", .kind = SPEC_MARKDOWN, REQUIRED, .at = offsetof(struct raw_answer, text), .about = "why, and what to heed, in Markdown", .example = "Say that you speak as a candidate."},
	{.name = "code", .kind = SPEC_ID, .at = offsetof(struct raw_answer, code), .about = "the address of the code on which it rests", .example = "members-code"},
	{.name = "passage", .kind = SPEC_TEXT, .at = offsetof(struct raw_answer, passage), .about = "the label of the provision in it", .example = "Guideline 3"},
	ROW_FIELDS(struct raw_answer),
};
static const struct spec answer_spec = SPEC(struct raw_answer, "an answer", "The first row whose conditions all hold answers.", answer_fields);

static const struct spec_field guidance_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_guidance, id), .about = "its name in addresses", .example = "candidate-or-official"},
	{.name = "title", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_guidance, title), .about = "what people read", .example = "May I …?"},
	{.name = "text", .kind = SPEC_MARKDOWN, .at = offsetof(struct raw_guidance, text), .about = "what stands above the questions, in Markdown", .example = "Tell us who you are and where."},
	{.name = "questions", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_guidance, questions), .of = &question_spec, .about = "at most eight", .example = ""},
	{.name = "rows", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_guidance, rows), .of = &answer_spec, .about = "every combination of answers needs one", .example = ""},
};
static const struct spec guidance_spec = SPEC(struct raw_guidance, "a guidance", "“May I …?” as a decision table.", guidance_fields);

/* ---- A file ---- */

static const struct spec_field file_fields[] = {
	{.name = "rulebook", .kind = SPEC_MAP, .at = offsetof(struct raw_file, book), .of = &book_spec, .about = "what the rulebook is; in `rulebook.yaml` alone", .example = ""},
	{.name = "events", .kind = SPEC_LIST, .at = offsetof(struct raw_file, events), .of = &event_spec, .about = "kinds of events that deadlines count from", .example = ""},
	{.name = "duties", .kind = SPEC_LIST, .at = offsetof(struct raw_file, duties), .of = &duty_spec, .about = "what people owe", .example = ""},
	{.name = "amounts", .kind = SPEC_LIST, .at = offsetof(struct raw_file, amounts), .of = &amount_spec, .about = "thresholds, limits and periods", .example = ""},
	{.name = "holidays", .kind = SPEC_LIST, .at = offsetof(struct raw_file, holidays), .of = &holiday_set_spec, .about = "sets of holidays", .example = ""},
	{.name = "registers", .kind = SPEC_LIST, .at = offsetof(struct raw_file, registers), .of = &register_spec, .about = "what is declared, by whom, and what the public sees of it", .example = ""},
	{.name = "guidance", .kind = SPEC_LIST, .at = offsetof(struct raw_file, guidance), .of = &guidance_spec, .about = "“May I …?”", .example = ""},
	{.name = "words", .kind = SPEC_PAIRS, .at = offsetof(struct raw_file, words), .about = "the site's own words for roles and things, in small letters", .example = "{officer: monitoring officer}"},
};
const struct spec file_spec = SPEC(struct raw_file, "a file of a rulebook", "Every file may hold any of these.", file_fields);
/* clang-format on */

struct texts rulebook_word_keys(void)
{
	static const struct str keys[] = {
#define WORD_KEY_(name, text) STR_INIT(#name),
		WORDS(WORD_KEY_)
#undef WORD_KEY_
	};
	return (struct texts){keys, COUNT_OF(keys)};
}
