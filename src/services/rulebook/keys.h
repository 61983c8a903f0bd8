/* What the files of a rulebook hold, as read, before references are followed. Private to rulebook. */
#pragma once

#include "rulebook/spec.h"

struct raw_book {
	const struct yaml_node *node;
	struct str id, title, text, text_file;
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

struct raw_file {
	const struct yaml_node *node;
	struct raw_book book;
	struct spec_list events, duties, amounts, holidays, guidance;
	const struct yaml_node *words;
};

/* Each file; all other specs hang on it. */
extern const struct spec file_spec;

/* The keys that a word may have, those of {{word …}}. */
struct texts rulebook_word_keys(void);
