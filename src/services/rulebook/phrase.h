/* Lines of a rulebook that are read word by word: deadlines, amounts, days of the year, holidays, reminders. Each adds
 * a problem that names the place within the line. Private to rulebook; docs/rulebook.md has the grammar. */
#pragma once

#include "rulebook/yaml.h"

/* "28 days after taking office". Sources, calendars and events' texts are the caller's to fill in; the kinds of events
 * are slices of the node's text. `field` names the key in problems. */
MUST_USE enum outcome phrase_deadline(struct ctx *ctx, const struct yaml_node *node, const char *field,
				      struct deadline_rule *ret_rule);

/* The same for a text that stands in no file: on the command line, and for fuzzing. */
MUST_USE enum outcome deadline_parse(struct ctx *ctx, struct str text, struct deadline_rule *ret_rule);

/* "630 USD", "21 working days". */
struct amount {
	int64_t n; /* minor units, or the number */
	struct str currency, unit;
};
MUST_USE enum outcome phrase_amount(struct ctx *ctx, const struct yaml_node *node, const char *field,
				    struct amount *ret_amount);

/* "1,250.50" with two digits: 125050. False: it is no such number. */
bool phrase_decimal(struct str word, int digits, int64_t *ret_n);

/* Minor units' digits of a currency (ISO 4217); -1: none of ours. */
int currency_digits(struct str currency);

/* "1 October". */
MUST_USE enum outcome phrase_day(struct ctx *ctx, const struct yaml_node *node, const char *field, int *ret_month,
				 int *ret_day);

/* "last Monday of May". Sets kind and what belongs to it. */
MUST_USE enum outcome phrase_holiday(struct ctx *ctx, const struct yaml_node *node, const char *field,
				     struct holiday *holiday);

/* "14 days before": -14. */
MUST_USE enum outcome phrase_reminder(struct ctx *ctx, const struct yaml_node *node, const char *field,
				      int32_t *ret_days);
