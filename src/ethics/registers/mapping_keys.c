/* The keys of a mapping: one table for reading and for docs/mappings.md. */
#include "registers/mapping_keys.h"
#include "people/people.h"

/* clang-format off */
#define REQUIRED .required = true

static const struct spec_choice cells[] = {{"empty", CELL_EMPTY, "nothing stands in it"}, {"filled", CELL_FILLED, "something does"}, {NULL, 0, NULL}};
static const struct spec_choice delimiters[] = {{"comma", ',', ""}, {"semicolon", ';', ""}, {"tab", '\t', ""}, {NULL, 0, NULL}};
static const struct spec_choice encodings[] = {{"utf-8", CSV_UTF8, ""}, {"windows-1252", CSV_WINDOWS_1252, "what older spreadsheets write"}, {"latin-1", CSV_WINDOWS_1252, "read as Windows-1252, which has all of it"}, {NULL, 0, NULL}};
static const struct spec_choice dates[] = {{"day-first", DATES_DMY, "03/04/2026 is 3 April"}, {"month-first", DATES_MDY, "03/04/2026 is 4 March"}, {NULL, 0, NULL}};
static const struct spec_choice changes[] = {{"columns", CHANGES_COLUMNS, "any column but those of `ignore`, used here or not (the default)"}, {"fields", CHANGES_FIELDS, "what this entry is made of: for files in which a row makes several entries"}, {NULL, 0, NULL}};
static const struct spec_choice missing[] = {{"fault", MISSING_FAULT, "the row is refused (the default)"}, {"create", MISSING_CREATE, "the person is added, with `body`, `post` and `category`"}, {NULL, 0, NULL}};
static const struct spec_choice absences[] = {{"nothing", ABSENCE_NOTHING, "the file has what is new; what it leaves out stays (the default)"}, {"gone", ABSENCE_GONE, "the file has all that holds; an entry that it has no longer is gone"}, {NULL, 0, NULL}};
static const struct spec_choice orders[] = {{"as-written", NAME_AS_WRITTEN, "Imogen Vale (the default)"}, {"last-first", NAME_LAST_FIRST, "Vale, Imogen"}, {NULL, 0, NULL}};
static const struct spec_choice categories[] = {
	{"elected", TENURE_ELECTED, ""}, {"appointed", TENURE_APPOINTED, ""}, {"candidate", TENURE_CANDIDATE, ""}, {"employee", TENURE_EMPLOYEE, ""}, {"consultant", TENURE_CONSULTANT, ""}, {"supplier", TENURE_SUPPLIER, "works for a supplier"}, {NULL, 0, NULL},
};

static const struct spec_field condition_fields[] = {
	{.name = "column", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct mapping_condition, column), .about = "the column that is looked at", .example = "Gift"},
	{.name = "is", .kind = SPEC_TEXTS, .at = offsetof(struct mapping_condition, is), .about = "it has one of these, whatever the case", .example = "[Nil return, None]"},
	{.name = "is-not", .kind = SPEC_TEXTS, .at = offsetof(struct mapping_condition, is_not), .about = "it has none of these", .example = "[\"0\"]"},
	{.name = "cell", .kind = SPEC_CHOICE, .at = offsetof(struct mapping_condition, cell), .choices = cells, .about = "whether something stands in it", .example = "filled"},
};
static const struct spec condition_spec = SPEC(struct mapping_condition, "a condition", "What a row must be like. Cells are compared as `columns` has put them right.", condition_fields);

static const struct spec_field replacement_fields[] = {
	{.name = "is", .kind = SPEC_TEXTS, REQUIRED, .at = offsetof(struct mapping_replacement, is), .about = "a cell that is one of these, whatever the case", .example = "[InKind, In kind]"},
	{.name = "to", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct mapping_replacement, to), .about = "is this instead", .example = "in-kind"},
};
static const struct spec replacement_spec = SPEC(struct mapping_replacement, "a replacement", "A table of words: the first row that fits counts.", replacement_fields);

static const struct spec_field column_fields[] = {
	{.name = "name", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct mapping_column, name), .about = "the column", .example = "Value"},
	{.name = "remove", .kind = SPEC_TEXTS, .at = offsetof(struct mapping_column, remove), .about = "taken out wherever it stands", .example = "[\"*\", \"(est.)\"]"},
	{.name = "empty", .kind = SPEC_TEXTS, .at = offsetof(struct mapping_column, empty), .about = "as good as nothing, whatever the case", .example = "[N/A, none]"},
	{.name = "replace", .kind = SPEC_LIST, .at = offsetof(struct mapping_column, replace), .of = &replacement_spec, .about = "other words, such as the ids of choices", .example = ""},
};
static const struct spec column_spec = SPEC(struct mapping_column, "a column", "What is put right in its cells before they are used: first `remove`, then `empty`, then `replace`. Spaces at both ends always go.", column_fields);

static const struct spec_field values_fields[] = {
	{.name = "field", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_values, field), .about = "a field that takes several answers", .example = "donors"},
	{.name = "from", .kind = SPEC_TEXTS, REQUIRED, .at = offsetof(struct raw_values, from), .about = "one template an answer; empty ones are left out", .example = "[\"{Donor 1}\", \"{Donor 2}\"]"},
};
static const struct spec values_spec = SPEC(struct raw_values, "an answer of several", "Several answers to one field.", values_fields);

static const struct spec_field period_fields[] = {
	{.name = "field", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_period, field), .about = "a field of kind period", .example = "held"},
	{.name = "from", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_period, from), .about = "its first day", .example = "\"{Start}\""},
	{.name = "to", .kind = SPEC_PHRASE, .at = offsetof(struct raw_period, to), .about = "its last day; empty: it is open", .example = "\"{End}\""},
};
static const struct spec period_spec = SPEC(struct raw_period, "a period", "A period from two columns.", period_fields);

static const struct spec_field identifier_fields[] = {
	{.name = "field", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_identifier, field), .about = "a field of kind organization that this entry fills", .example = "donor"},
	{.name = "scheme", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_identifier, scheme), .about = "who gives out the numbers, as org-id.guide has it", .example = "GB-COH"},
	{.name = "id", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_identifier, id), .about = "the number", .example = "\"{Company number}\""},
};
static const struct spec identifier_spec = SPEC(struct raw_identifier, "an identifier", "The number of an organization that is named in a field.", identifier_fields);

static const struct spec_field home_fields[] = {
	{.name = "field", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_home, field), .about = "a field of kind address that this entry fills", .example = "place"},
	{.name = "when", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_home, when), .of = &condition_spec, .about = "it is a home where all of these hold", .example = ""},
};
static const struct spec home_spec = SPEC(struct raw_home, "a home", "An address where somebody lives: the public sees that there is one, and nothing of it.", home_fields);

static const struct spec_field entry_fields[] = {
	{.name = "category", .kind = SPEC_PHRASE, .at = offsetof(struct raw_entry, category), .about = "template: the category's id, or its title; left out in an entry that is always “nothing to declare” in the whole register", .example = "gifts"},
	{.name = "when", .kind = SPEC_LIST, .at = offsetof(struct raw_entry, when), .of = &condition_spec, .about = "the row makes this entry where all of these hold", .example = ""},
	{.name = "nil", .kind = SPEC_LIST, .at = offsetof(struct raw_entry, nil), .of = &condition_spec, .about = "“nothing to declare” where one of these holds", .example = ""},
	{.name = "key", .kind = SPEC_PHRASE, .at = offsetof(struct raw_entry, key), .about = "template: behind the file's key, where a row makes several entries", .example = "travel"},
	{.name = "whose", .kind = SPEC_PHRASE, .at = offsetof(struct raw_entry, whose), .about = "template: whose interest it is: `self` (the person's own, the default), `partner` (spouse, civil partner, or who lives as one), `child`, `household` or `family` (any other relative)", .example = "partner"},
	{.name = "fields", .kind = SPEC_PAIRS, .at = offsetof(struct raw_entry, fields), .about = "the register's fields and, for each, a template", .example = "{donor: \"{Donor}\"}"},
	{.name = "lists", .kind = SPEC_LIST, .at = offsetof(struct raw_entry, lists), .of = &values_spec, .about = "fields with several answers", .example = ""},
	{.name = "periods", .kind = SPEC_LIST, .at = offsetof(struct raw_entry, periods), .of = &period_spec, .about = "fields of kind period", .example = ""},
	{.name = "identifiers", .kind = SPEC_LIST, .at = offsetof(struct raw_entry, identifiers), .of = &identifier_spec, .about = "numbers of organizations", .example = ""},
	{.name = "homes", .kind = SPEC_LIST, .at = offsetof(struct raw_entry, homes), .of = &home_spec, .about = "addresses that are homes", .example = ""},
};
static const struct spec entry_spec = SPEC(struct raw_entry, "an entry", "What a row makes of itself.", entry_fields);

static const struct spec_field person_fields[] = {
	{.name = "name", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_person, name), .about = "template: the person's name", .example = "\"{Member}\""},
	{.name = "order", .kind = SPEC_CHOICE, .at = offsetof(struct raw_person, person.order), .choices = orders, .about = "how the file writes names", .example = "last-first"},
	{.name = "id", .kind = SPEC_PHRASE, .at = offsetof(struct raw_person, id), .about = "template: a number by which the person is known; without one the exact name tells", .example = "\"{Member ID}\""},
	{.name = "scheme", .kind = SPEC_TEXT, .at = offsetof(struct raw_person, person.scheme), .about = "who gives out the numbers", .example = "mnis"},
	{.name = "missing", .kind = SPEC_CHOICE, .at = offsetof(struct raw_person, person.missing), .choices = missing, .about = "what to do with somebody whom this site does not know", .example = "create"},
	{.name = "body", .kind = SPEC_TEXT, .at = offsetof(struct raw_person, person.body), .about = "of a new person: the body, which is added too where there is none of this name", .example = "City Council"},
	{.name = "post", .kind = SPEC_TEXT, .at = offsetof(struct raw_person, person.post), .about = "of a new person: the post", .example = "Member"},
	{.name = "category", .kind = SPEC_CHOICE, .at = offsetof(struct raw_person, person.category), .choices = categories, .about = "of a new person: how the post is held", .example = "elected"},
};
static const struct spec person_spec = SPEC(struct raw_person, "the person", "Whose entry it is.", person_fields);

#define FILE_AT(member) offsetof(struct raw_map_file, file.member)
static const struct spec_field file_fields[] = {
	{.name = "name", .kind = SPEC_TEXT, REQUIRED, .at = FILE_AT(name), .about = "which files: `*` is any text, `?` any character", .example = "\"*Category_1.csv\""},
	{.name = "header", .kind = SPEC_NUMBER, .at = FILE_AT(header), .min = 1, .max = 100, .about = "the row that names the columns (1 is the first, the default)", .example = "3"},
	{.name = "delimiter", .kind = SPEC_CHOICE, .at = FILE_AT(delimiter), .choices = delimiters, .about = "what stands between cells (default: guessed)", .example = "semicolon"},
	{.name = "encoding", .kind = SPEC_CHOICE, .at = FILE_AT(encoding), .choices = encodings, .about = "how letters are written (default: UTF-8 where all of it is, else Windows-1252)", .example = "windows-1252"},
	{.name = "dates", .kind = SPEC_CHOICE, .at = FILE_AT(dates), .choices = dates, .about = "what 03/04/2026 means; without it such a day is a fault", .example = "day-first"},
	{.name = "only", .kind = SPEC_LIST, .at = FILE_AT(only), .of = &condition_spec, .about = "rows for which all of these hold; a file may stand in the mapping twice, with different ones", .example = ""},
	{.name = "leave-out", .kind = SPEC_LIST, .at = FILE_AT(leave_out), .of = &condition_spec, .about = "but not rows for which all of these hold: totals, footnotes", .example = ""},
	{.name = "ignore", .kind = SPEC_TEXTS, .at = FILE_AT(ignore), .about = "columns that make no change; `*` is any text", .example = "[\"Updated*\"]"},
	{.name = "unused", .kind = SPEC_TEXTS, .at = FILE_AT(unused), .about = "columns that are not used and not told of; they make a change all the same", .example = "[Summary]"},
	{.name = "short-rows", .kind = SPEC_YES, .at = FILE_AT(short_rows), .about = "`yes`: cells that are missing at the end of a row are empty; without it such a row is a fault", .example = "yes"},
	{.name = "changes", .kind = SPEC_CHOICE, .at = FILE_AT(changes), .choices = changes, .about = "what makes an entry count as changed", .example = "fields"},
	{.name = "columns", .kind = SPEC_LIST, .at = FILE_AT(columns), .of = &column_spec, .about = "what is put right in cells", .example = ""},
	{.name = "key", .kind = SPEC_PHRASE, REQUIRED, .at = offsetof(struct raw_map_file, key), .about = "template: what tells an entry from all others, the same in every file", .example = "\"{ID}\""},
	{.name = "parent", .kind = SPEC_PHRASE, .at = offsetof(struct raw_map_file, parent), .about = "template: the key of the entry to which this one belongs; files of parents stand first", .example = "\"{Parent ID}\""},
	{.name = "person", .kind = SPEC_PHRASE, .at = offsetof(struct raw_map_file, person), .about = "template: the person's name, where these files have it elsewhere", .example = "\"{Officer}\""},
	{.name = "registered", .kind = SPEC_PHRASE, .at = offsetof(struct raw_map_file, registered), .about = "template: the day on which it was declared", .example = "\"{Registered}\""},
	{.name = "from", .kind = SPEC_PHRASE, .at = offsetof(struct raw_map_file, from), .about = "template: since when it holds (default: as the register says)", .example = "\"{Start}\""},
	{.name = "to", .kind = SPEC_PHRASE, .at = offsetof(struct raw_map_file, to), .about = "template: until when", .example = "\"{End}\""},
	{.name = "ends-when", .kind = SPEC_LIST, .at = FILE_AT(ends_when), .of = &condition_spec, .about = "`to` counts where all of these hold", .example = ""},
	{.name = "entries", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_map_file, entries), .of = &entry_spec, .about = "what a row makes", .example = ""},
};
static const struct spec file_spec = SPEC(struct raw_map_file, "a file", "Files of one kind. They are read in the order of the mapping.", file_fields);

#define MAP_AT(member) offsetof(struct raw_mapping, mapping.member)
static const struct spec_field mapping_fields[] = {
	{.name = "mapping", .kind = SPEC_ID, REQUIRED, .at = MAP_AT(id), .about = "its name; what it once imported is found again under it", .example = "uk-commons"},
	{.name = "title", .kind = SPEC_TEXT, REQUIRED, .at = MAP_AT(title), .about = "what people read", .example = "The house's register"},
	{.name = "text", .kind = SPEC_MARKDOWN, .at = MAP_AT(text), .about = "where the files come from and what to know of them", .example = "Published on the first day of each month."},
	{.name = "register", .kind = SPEC_ID, REQUIRED, .at = MAP_AT(register_id), .about = "the register of the site's rulebook into which it imports", .example = "interests"},
	{.name = "rulebook", .kind = SPEC_TEXT, .at = MAP_AT(rulebook), .about = "the rulebook that has this register, for a site that does not", .example = "rulebooks/england"},
	{.name = "absence", .kind = SPEC_CHOICE, .at = MAP_AT(absence), .choices = absences, .about = "what it means when a file has an entry no longer", .example = "gone"},
	{.name = "published", .kind = SPEC_PHRASE, .at = offsetof(struct raw_mapping, published), .about = "how the name of the folder or file says on which day its source published it: `YYYY` or `YY`, `MM`, `DD` and what stands between. On a site that has nothing newer, “as known at” has it since that day; without it, since it is imported", .example = "YYYY-MM-DD"},
	{.name = "person", .kind = SPEC_MAP, REQUIRED, .at = offsetof(struct raw_mapping, person), .of = &person_spec, .about = "whose entries they are", .example = ""},
	{.name = "files", .kind = SPEC_LIST, REQUIRED, .at = offsetof(struct raw_mapping, files), .of = &file_spec, .about = "the files", .example = ""},
};
const struct spec mapping_spec = SPEC(struct raw_mapping, "a mapping", "One YAML file is one mapping.", mapping_fields);
/* clang-format on */

static const char introduction[] =
	"# The format of a mapping\n"
	"\n"
	"This page is written by `aboveboard registers mapping-keys` from the tables that the program reads mappings "
	"with; a\n"
	"test compares the two. Change the tables, not this page.\n"
	"\n"
	"A mapping says how somebody else's CSV files become entries of a register of the site's rulebook:\n"
	"\n"
	"    aboveboard registers import --site city.db --mapping mappings/example.yaml --dry-run declared.csv\n"
	"\n"
	"says what an import would do; without `--dry-run` it does it. Importing the same file again changes nothing. "
	"Rows that\n"
	"are refused are named with line and column, and `--faults FILE` keeps them as they were, with what is wrong "
	"beside: put\n"
	"them right there and import that file with the same mapping. Those in `mappings/` are examples to start "
	"from.\n"
	"\n"
	"The YAML is as in rulebooks (docs/rulebook.md): no anchors, aliases or tags, and unknown keys are faults. A "
	"mapping is\n"
	"checked against the register before a file is opened.\n"
	"\n"
	"## Templates\n"
	"\n"
	"| template | what it gives |\n"
	"|---|---|\n"
	"| `{Donor}` | the cell of the column “Donor”; quote it: YAML takes a brace for the beginning of a map |\n"
	"| `{Street}, {Town}` | both, and the comma |\n"
	"| `{Street}[, {Town}]` | the comma only where there is a town: what stands in brackets goes where its columns "
	"are empty |\n"
	"| `{Registered\\|Registration Date}` | the first of these columns that the file has and in which "
	"something stands |\n"
	"| `Member` | always the same |\n"
	"\n"
	"Names of columns count without case and with single spaces. Amounts and days are read in the usual shapes: "
	"“£1,234.50”,\n"
	"“12 May 2026”, “2026-05-12”, “12/05/2026”. Where the register allows words instead of an amount (“Above "
	"limit”), they are\n"
	"kept. A choice is given by its id or its words.\n";

struct str mapping_schema(struct arena *arena)
{
	struct buf out = buf_open(arena, 16384);
	buf_c(&out, introduction);
	spec_describe(&out, &mapping_spec);
	return buf_view(&out);
}
