/* docs/rulebook.md: the keys as the loader has them. */
#include "rulebook/cmd.h"
#include "rulebook/keys.h"

static const char introduction[] =
	"# The format of a rulebook\n"
	"\n"
	"This page is written by `aboveboard rulebook schema` from the tables that the program reads rulebooks with; a "
	"test\n"
	"compares the two. Change the tables, not this page.\n"
	"\n"
	"A rulebook is a folder. Every file in it whose name ends in `.yaml` is read, and texts named by `text-file` "
	"from files\n"
	"whose names end in `.md`; `README.md` is for people. `rulebook.yaml` has to be there. Folders inside it are "
	"not read,\n"
	"other than those that `include` names. `aboveboard rulebook check DIR` names every fault with file, line and "
	"column;\n"
	"`aboveboard rulebook apply --site SITE DIR --dry-run` says what would change, and which codes and bodies it\n"
	"names that the site does not have.\n"
	"\n"
	"The YAML is plain: no anchors, aliases, tags or second documents, no key twice, at most 16 levels. Unknown "
	"keys are\n"
	"faults. Files are UTF-8. Ids are small letters a to z, digits and single hyphens, and stand once in the whole "
	"rulebook.\n"
	"\n"
	"## Deadlines\n"
	"\n"
	"`due` and `opens` are read word by word:\n"
	"\n"
	"    deadline = one [\", then every\" N years|months|days \"from the last time\"]\n"
	"             | \"the earlier of\" one \"and\" one\n"
	"             | \"the later of\" one \"and\" one\n"
	"    one      = N unit after|before trigger\n"
	"             | \"on\" trigger | \"before\" trigger\n"
	"             | DAY MONTH \"each year\"\n"
	"             | DAY MONTH \"every\" N \"years from\" YEAR\n"
	"             | \"every\" N years|months|days \"from the last time\"\n"
	"               [\"by\" HH:MM] [\"(the day itself counts)\"]\n"
	"    unit     = days | working days | clear days | clear working days | months | years | hours\n"
	"    trigger  = taking office | leaving office | re-election | a material edition | becoming a candidate\n"
	"             | nominations close | election day | the term ends | DAY MONTH \"each year\" | an event's id\n"
	"\n"
	"| deadline | what it means |\n"
	"|---|---|\n"
	"| `28 days after taking office` | taking office on 12 May gives 9 June |\n"
	"| `30 days after taking office (the day itself counts)` | the first of the 30 days is that of taking office "
	"|\n"
	"| `5 clear days before meeting` | neither day counts: the 6th day before the meeting |\n"
	"| `5 clear working days before meeting` | the same, passing over rest days and holidays |\n"
	"| `21 working days after complaint-received by 17:00` | until five in the afternoon of that day |\n"
	"| `6 months after taking office` | the same day of the month; from 31 August: 28 or 29 February |\n"
	"| `72 hours before meeting` | to the minute, through weekends and changes of clocks |\n"
	"| `1 April each year` | in every calendar year of a term |\n"
	"| `1 October every 2 years from 2026` | in 2026, 2028 … |\n"
	"| `before taking office` | at the latest on the day before |\n"
	"| `on election day` | that day |\n"
	"| `2 months before the term ends` | of terms whose end is known beforehand |\n"
	"| `1 year after taking office, then every 2 years from the last time` | a training that lapses |\n"
	"| `every 2 years from the last time` | the first time so long after taking office |\n"
	"| `the earlier of 30 days after taking office and 1 April each year` | whichever comes first |\n"
	"\n"
	"`roll` moves a last day that is not worked; hours are never moved.\n";

static const char *kind_words(const struct spec_field *field)
{
	switch (field->kind) {
	case SPEC_TEXT:
		return "one line";
	case SPEC_MARKDOWN:
		return "Markdown";
	case SPEC_ID:
		return "id";
	case SPEC_LINK:
		return "web address";
	case SPEC_YES:
		return "yes or no";
	case SPEC_NUMBER:
		return "number";
	case SPEC_DAY:
		return "day";
	case SPEC_CHOICE:
		return "one of the words below";
	case SPEC_CHOICES:
		return "list of the words below";
	case SPEC_TEXTS:
		return "list of lines";
	case SPEC_IDS:
		return "list of ids";
	case SPEC_PHRASE:
		return "words";
	case SPEC_MAP:
		return "map";
	case SPEC_LIST:
		return "list";
	case SPEC_PAIRS:
		return "map of ids to lines";
	case SPEC_CONDITION:
		return "one field and its answers";
	case SPEC_FIELDS:
		return "list of ids, and of maps";
	}
	return "";
}

static void write_choices(struct buf *out, const struct spec *spec)
{
	for (size_t i = 0; i < spec->n; i++) {
		const struct spec_choice *choices = spec->fields[i].choices;
		if (!choices)
			continue;
		buf_fmt(out, "\nWords for `%s`:\n\n", spec->fields[i].name);
		for (; choices->name; choices++)
			buf_fmt(out, *choices->about ? "- `%s`: %s\n" : "- `%s`\n", choices->name, choices->about);
	}
}

/* Specs described so far: two lists may share one. */
struct written {
	const struct spec *p[48];
	size_t n;
};

static bool is_new(struct written *written, const struct spec *spec)
{
	for (size_t i = 0; i < written->n; i++)
		if (written->p[i] == spec)
			return false;
	if (written->n < COUNT_OF(written->p))
		written->p[written->n++] = spec;
	return true;
}

static void write_spec(struct buf *out, const struct spec *spec, struct written *written)
{
	struct str name = str_of(spec->name);
	buf_fmt(out, "\n## %c%.*s\n\n%s\n\n", name.p[0] >= 'a' && name.p[0] <= 'z' ? name.p[0] - 'a' + 'A' : name.p[0],
		(int)name.n - 1, name.p + 1, spec->about);
	buf_lit(out, "| key | what it holds | example |\n|---|---|---|\n");
	for (size_t i = 0; i < spec->n; i++) {
		const struct spec_field *field = &spec->fields[i];
		buf_fmt(out, "| `%s`%s | %s: %s |", field->name, field->required ? " (must)" : "", kind_words(field),
			field->about);
		buf_fmt(out, field->example && *field->example ? " `%s` |\n" : " |\n",
			field->example ? field->example : "");
	}
	write_choices(out, spec);
	for (size_t i = 0; i < spec->n; i++)
		if (spec->fields[i].of && is_new(written, spec->fields[i].of))
			write_spec(out, spec->fields[i].of, written);
}

void spec_describe(struct buf *out, const struct spec *spec)
{
	struct written written = {.n = 0};
	write_spec(out, spec, &written);
}

struct str rulebook_schema(struct arena *arena)
{
	struct buf out = buf_open(arena, 32768);
	buf_c(&out, introduction);
	spec_describe(&out, &file_spec);
	struct texts words = rulebook_word_keys();
	buf_lit(&out, "\n## Words that a site may replace\n\n");
	for (size_t i = 0; i < words.n; i++)
		buf_fmt(&out, "- `%.*s`\n", STR_ARG(words.p[i]));
	return buf_view(&out);
}
