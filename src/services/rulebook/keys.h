/* What the files of a rulebook hold, as read, before references are followed. Private to rulebook. */
#pragma once

#include "rulebook/scheme.h"
#include "rulebook/spec.h"

struct raw_book {
	const struct yaml_node *node;
	struct str id, title, text, text_file, currency;
	struct texts include;
};

struct raw_event {
	const struct yaml_node *node;
	struct str id, text, notes;
};

/* What all rows have. */
struct raw_row {
	struct rule_source row;
	bool gap;
};

struct raw_fine {
	const struct yaml_node *node;
	const struct yaml_node *per_day, *at_most;
	struct str source;
	bool confirm;
};

struct raw_exception {
	const struct yaml_node *node;
	int32_t kind;
	const struct yaml_node *from, *to;
	int32_t days, on_day, due_day;
	uint32_t absences;
	struct str by, reason, source;
	bool confirm;
};

struct raw_reminder {
	const struct yaml_node *node;
	const struct yaml_node *when;
	uint32_t to;
};

struct raw_duty_row {
	const struct yaml_node *node;
	struct raw_row row;
	const struct yaml_node *due, *opens;
	int32_t roll;
	struct texts holidays;
	uint32_t rest_days;
	struct raw_fine fine;
	struct spec_list exceptions;
};

struct raw_audience {
	const struct yaml_node *node;
	struct duty_audience audience;
};

struct raw_duty {
	const struct yaml_node *node;
	struct str id, title, text, text_file;
	int32_t kind, form;
	struct raw_audience who;
	struct str filed_with, code, passage;
	bool voluntary, once_per_person;
	struct spec_list rows, exceptions, reminders;
};

struct raw_amount_row {
	const struct yaml_node *node;
	struct raw_row row;
	const struct yaml_node *amount;
};

struct raw_amount {
	const struct yaml_node *node;
	struct str id, about;
	struct spec_list rows;
};

struct raw_holiday {
	const struct yaml_node *node;
	struct str name;
	const struct yaml_node *on;
	int32_t moved, from, to;
};

struct raw_holiday_set {
	const struct yaml_node *node;
	struct str id, title;
	struct rule_source row;
	struct spec_list days;
};

struct raw_question {
	const struct yaml_node *node;
	struct str id, text;
	const struct yaml_node *answers;
};

struct raw_answer {
	const struct yaml_node *node;
	const struct yaml_node *when;
	int32_t answer;
	struct str text, code, passage;
	struct raw_row row;
};

struct raw_guidance {
	const struct yaml_node *node;
	struct str id, title, text;
	struct spec_list questions, rows;
};

struct raw_band {
	const struct yaml_node *node;
	struct str id, text;
	const struct yaml_node *from, *to;
};

struct raw_field {
	const struct yaml_node *node;
	struct str id, use, label, name, hint, currency;
	int32_t kind, shown;
	bool required, filter, sort, unknown, vague, compare, closed;
	const struct yaml_node *asked_when, *required_when, *choices, *at_least, *at_most;
	int32_t many, characters;
	struct spec_list bands;
};

struct raw_category {
	const struct yaml_node *node;
	struct str id, title, label, text, source, parent, holds, summary;
	uint32_t whose;
	bool closed;
	const struct yaml_node *fields;
};

struct raw_threshold {
	const struct yaml_node *node;
	struct rule_source row;
	struct str id, amount, value, day, by, duty, text;
	const struct yaml_node *counts, *within;
	bool above;
	int32_t effect;
};

struct raw_task {
	const struct yaml_node *node;
	const struct yaml_node *when;
	struct str event, line;
};

struct raw_register {
	const struct yaml_node *node;
	struct str id, add_to, title, journey, text, text_file, filed_with, banner, public_by, event, event_day,
		withheld, reconfirm;
	struct raw_audience who;
	struct rule_source row;
	int32_t filing, shown, review;
	uint32_t steps;
	bool of_body, single, nil, closed;
	struct texts duties;
	const struct yaml_node *scrutiny, *public_until, *keep_until;
	struct spec_list fields, categories, thresholds, tasks;
};

struct raw_file {
	const struct yaml_node *node;
	struct raw_book book;
	struct spec_list events, duties, amounts, holidays, guidance, registers;
	const struct yaml_node *words;
};

/* Each file; all other specs hang on it. */
extern const struct spec file_spec;
extern const struct spec audience_spec, register_spec, scheme_field_spec;

/* The keys that a word may have, those of {{word …}}. */
struct texts rulebook_word_keys(void);

/* ---- What all rows have ---- */

/* clang-format off */
#define REQUIRED .required = true

#define SOURCE_FIELDS(type, source_member)                                                                             \
	{.name = "source", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(type, source_member.source),                    \
	 .about = "where the rule stands: the law, the resolution, the page", .example = "Localism Act 2011 s.30"},   \
	{.name = "link", .kind = SPEC_LINK, .at = offsetof(type, source_member.link),                                  \
	 .about = "where it can be read", .example = "https://www.legislation.gov.uk/ukpga/2011/20"},                 \
	{.name = "confirm", .kind = SPEC_YES, .at = offsetof(type, source_member.confirm),                             \
	 .about = "`yes`: nobody has confirmed it yet; wherever it is shown, “to be confirmed” stands beside it",     \
	 .example = "yes"},                                                                                            \
	{.name = "notes", .kind = SPEC_MARKDOWN, .at = offsetof(type, source_member.notes),                            \
	 .about = "for those who look after the rules; not shown to the public", .example = "Amount as of the 2025 letter"}

#define ROW_FIELDS(type)                                                                                               \
	{.name = "from", .kind = SPEC_DAY, .at = offsetof(type, row.row.from_day),                                     \
	 .about = "the first day on which the row holds; only the first row may leave it out", .example = "2013-01-01"}, \
	{.name = "to", .kind = SPEC_DAY, .at = offsetof(type, row.row.to_day),                                         \
	 .about = "the last day; only the last row may leave it out", .example = "2026-12-31"},                       \
	{.name = "gap", .kind = SPEC_YES, .at = offsetof(type, row.gap),                                               \
	 .about = "`yes`: it is meant that no row holds on the days before this one", .example = "yes"},              \
	SOURCE_FIELDS(type, row.row)
/* clang-format on */
