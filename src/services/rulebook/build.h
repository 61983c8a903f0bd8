/* From what the files say to a rulebook. Private to rulebook. */
#pragma once

#include "rulebook/keys.h"
#include "rulebook/phrase.h"

struct shared_calendar {
	uint8_t rest_days;
	struct texts holidays;
	const struct calendar *calendar;
};

struct build {
	struct ctx *ctx;
	const struct rulebook_file *files;
	size_t n_files;
	struct raw_file *raws;
	size_t n_raws;
	struct rulebook *book;
	struct str currency; /* of amounts in registers that name none; may be empty */
	size_t currency_far; /* how long the name of the file is that says so: the shortest includes the others */
	struct shared_calendar calendars[32]; /* LIMIT_RULEBOOK_CALENDARS */
	size_t n_calendars;
};

/* Each adds its problems and goes on. */
void build_events(struct build *build);
void build_holidays(struct build *build);
void build_duties(struct build *build);
void build_amounts(struct build *build);
void build_guidance(struct build *build);
void build_words(struct build *build);
void build_registers(struct build *build);

/* The fields of a category: its own, and those it takes of the `shared` ones of its register. */
struct shared_fields {
	const struct raw_field *raws[2]; /* those of an `add-to` first */
	size_t n[2];
};
void build_fields(struct build *build, const struct shared_fields *shared, const struct yaml_node *list,
		  struct scheme_category *category);
/* Faults of fields that categories take by their ids, once. */
void build_check_shared(struct build *build, const struct spec_list *fields);
/* A condition on a field that stands in `fields`. Empty with a problem. */
struct scheme_condition build_condition(struct build *build, const struct yaml_node *node,
					const struct scheme_field *fields, size_t n);
/* The same against the fields of the first category that has the one it names; nothing said: empty. */
struct scheme_condition build_counts(struct build *build, const struct yaml_node *node, const struct scheme *scheme);
/* "{donor}: {what}" */
void build_check_summary(struct build *build, const struct yaml_node *node, const struct scheme_category *category);

/* The beginning of every struct that holds a row. */
struct raw_head {
	const struct yaml_node *node;
	struct raw_row row;
};
/* From before to, in the order of time, without overlap, no gap that is not meant. */
void build_check_rows(struct build *build, const struct spec_list *rows, size_t size);

/* `text`, or what `file` holds, which stands beside the file of the node. */
struct str build_text(struct build *build, const struct yaml_node *node, struct str text, struct str file);

/* Faults that concern several duties: circles, reminders, windows. */
void build_check_duties(struct build *build);

/* The calendar of these sets of holidays. NULL with a problem. */
const struct calendar *build_calendar(struct build *build, const struct yaml_node *row, struct texts holidays,
				      uint32_t rest_days);

/* Where a key's value stands, else the map itself. */
const struct yaml_node *build_at(const struct yaml_node *map, const char *key);

/* A register as its files have it: the register itself, then what others add to it. */
struct register_parts {
	const struct raw_register **p;
	size_t n;
};
/* Thresholds of all parts; one of an `add-to` stands in the place of the one of the same id. */
void build_thresholds(struct build *build, const struct register_parts *parts, struct scheme *scheme);
/* The first field of that id in any category; NULL: there is none. */
const struct scheme_field *build_field_named(const struct scheme *scheme, struct str id);
/* The problem that no field of the register has this id. */
void build_unknown_field(struct build *build, const struct yaml_node *node, const struct scheme *scheme, struct str id);
/* The problem that a duty, amount or event is not there. */
void build_unknown_duty(struct build *build, const struct yaml_node *node, struct str id);
void build_unknown_amount(struct build *build, const struct yaml_node *node, struct str id);
