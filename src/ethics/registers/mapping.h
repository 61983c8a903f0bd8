/* Mappings: how somebody else's files become entries of a register. Read from YAML; docs/mappings.md has the keys.
 * Pure.
 */
#pragma once

#include "intake/csv.h"
#include "registers/value.h"
#include "rulebook/spec.h"

/* ---- As the file has it ---- */

enum mapping_cell { CELL_EMPTY = 1, CELL_FILLED };
enum mapping_changes { CHANGES_COLUMNS = 1, CHANGES_FIELDS };
enum mapping_missing { MISSING_FAULT = 1, MISSING_CREATE };
enum mapping_absence { ABSENCE_NOTHING = 1, ABSENCE_GONE };
enum mapping_name_order { NAME_AS_WRITTEN = 1, NAME_LAST_FIRST };
enum mapping_dates { DATES_DMY = 1, DATES_MDY };

/* A text with columns in it: "{Name}[, {Place}]". What stands in brackets goes where all its columns are empty. */
struct template_part {
	struct str literal;
	struct texts columns; /* the first of these that the file has and that is filled; none: a literal */
	unsigned group;       /* number of the brackets around it; 0: none */
	size_t *ats, n_ats;   /* those that the head read last has */
};
struct template
{
	const struct yaml_node *node; /* NULL: there is none */
	struct template_part *parts;
	size_t n;
};

struct mapping_condition {
	const struct yaml_node *node;
	struct str column;
	struct texts is, is_not; /* compared without case */
	int32_t cell;            /* enum mapping_cell; 0: either */
	size_t at;               /* the column in the head read last */
};

struct mapping_replacement {
	const struct yaml_node *node;
	struct texts is;
	struct str to;
};

/* What is put right in the cells of a column before they are used. */
struct mapping_column {
	const struct yaml_node *node;
	struct str name;
	struct texts empty, remove;
	struct spec_list replace; /* struct mapping_replacement */
};

/* One answer, by whichever key it is given. */
struct mapping_answer {
	const struct yaml_node *node;
	struct str field;
	const struct template *values; /* of a period: its first and its last day */
	size_t n;
	bool is_period;
	struct str scheme; /* of an organization's identifier */
	struct template id;
	/* Of an address: where somebody lives (S2), where all of these hold; NULL: nothing says so. */
	const struct spec_list *home; /* struct mapping_condition */
};

struct mapping_person {
	const struct yaml_node *node;
	struct template name, id;
	struct str scheme;
	int32_t order;   /* enum mapping_name_order */
	int32_t missing; /* enum mapping_missing */
	struct str body, post;
	int32_t category; /* enum tenure_category */
};

/* An entry that a row makes. */
struct mapping_entry {
	const struct yaml_node *node;
	struct template category;   /* not given: nil in the whole register */
	struct template key;        /* behind the file's */
	struct spec_list when, nil; /* struct mapping_condition; all of `when`, any of `nil` */
	struct template whose;      /* not given: the person's own */
	const struct mapping_answer *answers;
	size_t n_answers;
};

struct mapping_file {
	const struct yaml_node *node;
	struct str name; /* a pattern: "*Category_1.csv" */
	int32_t header;  /* the row that names the columns, from 1 */
	int32_t delimiter, encoding, dates, changes;
	struct texts ignore, unused;
	bool short_rows; /* cells missing at the end of a row are empty */
	struct template key, parent, registered, from, to;
	struct template person;           /* the name, where this file has it elsewhere */
	struct spec_list ends_when;       /* `to` holds where all of these do */
	struct spec_list only, leave_out; /* all of `only`; a row is left out where all of `leave_out` hold */
	struct spec_list columns;         /* struct mapping_column */
	const struct mapping_entry *entries;
	size_t n_entries;
};

struct mapping {
	struct str id, title, text;
	struct str register_id;
	struct str rulebook; /* the folder that has the register */
	int32_t absence;
	struct str published; /* how a name says the day on which the source published it; empty: it does not */
	struct mapping_person person;
	const struct mapping_file *files;
	size_t n_files;
};

/* INVALID with all faults as file:line:column. `text` has passed text_accept. */
MUST_USE enum outcome mapping_read(struct ctx *ctx, struct str name, struct str text, struct mapping *ret_mapping);

/* A mapping from outside: a child reads it (D14), and its tree is kept as JSON. */
MUST_USE enum outcome mapping_tree_make(struct ctx *ctx, struct str name, struct str content, struct str *ret_tree);
MUST_USE enum outcome mapping_tree_read(struct ctx *ctx, struct str name, struct str tree_json,
					struct yaml_node **ret_node);
/* The same of what is read already. */
MUST_USE enum outcome mapping_of_yaml(struct ctx *ctx, const struct yaml_node *root, struct mapping *ret_mapping);

/* Does it fit the register? Its categories and fields are there and of the kind. INVALID with all faults. */
MUST_USE enum outcome mapping_check(struct ctx *ctx, const struct mapping *mapping, const struct scheme *scheme);

/* docs/mappings.md, from the tables that the loader reads with. */
struct str mapping_schema(struct arena *arena);

/* "*Category_1.csv" names "PublishedInterest-Category_1.csv": * is any text, ? any character; without case. */
bool mapping_names(struct str pattern, struct str file);

/* The day on which the source published a folder or file of that name; false: it does not say. Pure. */
bool mapping_published(const struct mapping *mapping, struct str name, struct day *ret_day);

/* Words with single spaces between. */
struct str mapping_spaced(struct arena *arena, struct str text);

/* ---- A file of it ---- */

/* The columns of a file of faults: ignored, but for telling which file a row was of. */
#define FAULT_COLUMN_FILE STR("aboveboard: file")
#define FAULT_COLUMN_LINE STR("aboveboard: line")
#define FAULT_COLUMN_WHAT STR("aboveboard: what is wrong")

/* Where the columns stand in one file. */
struct mapping_head {
	const struct mapping *mapping;
	const struct mapping_file *file;
	const struct scheme *scheme;
	struct str filename;
	const struct str *names;
	const struct str *canonical; /* the name that the mapping gives first, of a column that has several */
	size_t n;
	const struct mapping_column **columns; /* of each: what is put right; NULL: nothing */
	const size_t *compared;                /* columns that make a change, by name */
	size_t n_compared;
	size_t fault_file;        /* FAULT_COLUMN_FILE; STR_NPOS */
	const struct str *unused; /* columns that the mapping neither uses nor ignores */
	size_t n_unused;
};

/* INVALID with problems at the head's line: a column that the mapping uses is not there, or stands twice. One head of a
 * mapping is in use at a time: the newest. */
MUST_USE enum outcome mapping_head_read(struct ctx *ctx, const struct mapping *mapping, const struct mapping_file *file,
					const struct scheme *scheme, struct str filename, const struct csv_row *row,
					struct mapping_head *ret_head);

/* What a row says of one entry. */
struct mapped {
	struct str key, parent;
	struct str person_name, person_id;
	int32_t registered, from, to; /* DEADLINE_NO_DAY, TENURE_OPEN */
	struct declared declared;
	int64_t digest; /* equal where nothing has changed; never 0 */
};

/* Is the row one of those that this part of the mapping reads; and is it left out all the same? */
bool mapping_reads(const struct mapping_head *head, const struct csv_row *row, struct arena *arena);
bool mapping_leaves_out(const struct mapping_head *head, const struct csv_row *row, struct arena *arena);
bool mapping_makes(const struct mapping_head *head, const struct mapping_entry *entry, const struct csv_row *row,
		   struct arena *arena);
/* The entry's key in the row, of a long one its hash; empty where it has none. */
struct str mapping_key(struct arena *arena, const struct mapping_head *head, const struct mapping_entry *entry,
		       const struct csv_row *row);
/* Where the row names the person. */
void mapping_person_place(const struct mapping_head *head, const struct csv_row *row, int64_t *ret_line,
			  int64_t *ret_column);
/* INVALID with all faults of the row at their line and column. `today` bounds days that cannot lie ahead. */
MUST_USE enum outcome mapping_row(struct ctx *ctx, const struct mapping_head *head, const struct mapping_entry *entry,
				  const struct csv_row *row, struct day today, struct mapped *ret_mapped);
