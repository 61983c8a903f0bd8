/* The keys of registers. */
#include "rulebook/keys.h"

/* clang-format off */

/* ---- Fields ---- */

static const struct spec_choice kinds[] = {
	{"text", FIELD_TEXT, "one line"}, {"long-text", FIELD_LONG_TEXT, "several lines"},
	{"money", FIELD_MONEY, "an amount; one of its `bands` where it has some"}, {"number", FIELD_NUMBER, "a whole number"},
	{"date", FIELD_DATE, "a day"}, {"period", FIELD_PERIOD, "from a day, to a day or until now"},
	{"yes-no", FIELD_YES_NO, "yes or no"}, {"choice", FIELD_CHOICE, "one of its `choices`"},
	{"person", FIELD_PERSON, "a person's name"}, {"organization", FIELD_ORGANIZATION, "the name of a body, with its number in a register of companies where it is known"},
	{"address", FIELD_ADDRESS, "a place. It asks “Is this where you live?”, and homes are withheld"},
	{"percentage", FIELD_PERCENTAGE, "of a hundred, with up to two decimals"}, {"link", FIELD_LINK, "a web address"},
	{"file", FIELD_FILE, "a file; where it is shown, its public copy is"}, {NULL, 0, NULL},
};
static const struct spec_choice shown[] = {
	{"public", SHOWN_PUBLIC, "everybody sees the answer"}, {"redacted", SHOWN_REDACTED, "everybody sees that there is one, and that it is withheld"},
	{"office", SHOWN_OFFICE, "only the person and those who review see it, and that there is one"}, {NULL, 0, NULL},
};

static const struct spec_field band_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, .at = offsetof(struct raw_band, id), .about = "the band's name in files", .example = "2000-10000"},
	{.name = "text", .kind = SPEC_TEXT, REQUIRED, .at = offsetof(struct raw_band, text), .about = "what people read", .example = "$2,000 to $10,000"},
	{.name = "from", .kind = SPEC_PHRASE, .at = offsetof(struct raw_band, from), .about = "the least amount in it, in the field's currency; left out: nothing", .example = "2000"},
	{.name = "to", .kind = SPEC_PHRASE, .at = offsetof(struct raw_band, to), .about = "the greatest amount in it; only the last band may leave it out", .example = "10000"},
};
static const struct spec band_spec = SPEC(struct raw_band, "a band", "Where the amount itself is not asked, only between what it lies. Bands stand in order and do not overlap.", band_fields);

#define FIELD(member) .at = offsetof(struct raw_field, member)
static const struct spec_field field_fields[] = {
	{.name = "id", .kind = SPEC_ID, FIELD(id), .about = "the field's name in files, conditions and summaries; it never changes. Every field needs one, but for one that `use`s another", .example = "donor"},
	{.name = "name", .kind = SPEC_TEXT, FIELD(name), .about = "the heading of its column; every field needs one", .example = "Given by"},
	{.name = "kind", .kind = SPEC_CHOICE, FIELD(kind), .choices = kinds, .about = "what is answered; every field needs one", .example = "organization"},
	{.name = "use", .kind = SPEC_ID, FIELD(use), .about = "a field of the register's `fields`, with what is written beside it in the place of what stands there", .example = "donor"},
	{.name = "label", .kind = SPEC_TEXT, FIELD(label), .about = "the question; left out: the name", .example = "Who gave it?"},
	{.name = "hint", .kind = SPEC_TEXT, FIELD(hint), .about = "what helps to answer, below the question", .example = "The company, not its employee"},
	{.name = "shown", .kind = SPEC_CHOICE, FIELD(shown), .choices = shown, .about = "who sees the answer; left out: `public`, of a file `office`", .example = "office"},
	{.name = "required", .kind = SPEC_YES, FIELD(required), .about = "`yes`: it must be answered whenever it is asked", .example = "yes"},
	{.name = "asked-when", .kind = SPEC_CONDITION, FIELD(asked_when), .about = "it is asked, and kept, only where an earlier field of the category has one of these answers: ids of choices, `yes`, `no`, or `given`", .example = "{outcome: [refused, returned]}"},
	{.name = "required-when", .kind = SPEC_CONDITION, FIELD(required_when), .about = "it must be answered where an earlier field of the category has one of these answers", .example = "{outcome: refused}"},
	{.name = "choices", .kind = SPEC_PAIRS, FIELD(choices), .about = "of a choice: ids, and what people read", .example = "{accepted: Accepted, refused: Refused}"},
	{.name = "bands", .kind = SPEC_LIST, FIELD(bands), .of = &band_spec, .about = "of money: between what it lies", .example = ""},
	{.name = "currency", .kind = SPEC_TEXT, FIELD(currency), .about = "of money (ISO 4217); left out: the rulebook's", .example = "GBP"},
	{.name = "at-least", .kind = SPEC_PHRASE, FIELD(at_least), .about = "of money, a number or a percentage: the least that can be", .example = "0"},
	{.name = "at-most", .kind = SPEC_PHRASE, FIELD(at_most), .about = "the greatest that can be", .example = "100"},
	{.name = "characters", .kind = SPEC_NUMBER, FIELD(characters), .min = 1, .max = 20000, .about = "of text: how long it may be", .example = "500"},
	{.name = "many", .kind = SPEC_NUMBER, FIELD(many), .min = 1, .max = SCHEME_MANY, .about = "how many answers it may have; left out: one", .example = "10"},
	{.name = "unknown", .kind = SPEC_YES, FIELD(unknown), .about = "`yes`: “not known” is an answer; of money also words, such as “above the limit”", .example = "yes"},
	{.name = "vague", .kind = SPEC_YES, FIELD(vague), .about = "`yes`: of a date or a period, a month or a year is enough", .example = "yes"},
	{.name = "filter", .kind = SPEC_YES, FIELD(filter), .about = "`yes`: lists can be narrowed by it. A register has at most 12 fields by which lists are filtered or sorted, and everybody sees what they hold", .example = "yes"},
	{.name = "sort", .kind = SPEC_YES, FIELD(sort), .about = "`yes`: lists can be sorted by it", .example = "yes"},
	{.name = "compare", .kind = SPEC_YES, FIELD(compare), .about = "`yes`: of names and places: it is compared with agendas, suppliers and payments", .example = "yes"},
	{.name = "closed", .kind = SPEC_YES, FIELD(closed), .about = "`yes`: it is not asked any more; what was answered stays", .example = "yes"},
};
const struct spec scheme_field_spec = SPEC(struct raw_field, "a field", "One question. `fields` of a register are shared: its categories take them by id, and may change some of their keys by `use`.", field_fields);

/* ---- Categories ---- */

static const struct spec_choice whose[] = {
	{"self", 0, "the person's own"}, {"partner", 1, "of whom the person is married to or lives with"}, {"child", 2, "of a child"},
	{"household", 3, "of somebody in the household"}, {"family", 4, "of another relative"}, {NULL, 0, NULL},
};

#define CATEGORY(member) .at = offsetof(struct raw_category, member)
static const struct spec_field category_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, CATEGORY(id), .about = "the category's name in files and addresses; it never changes", .example = "land"},
	{.name = "title", .kind = SPEC_TEXT, REQUIRED, CATEGORY(title), .about = "what people read", .example = "Land and property"},
	{.name = "label", .kind = SPEC_TEXT, CATEGORY(label), .about = "its number, as the law or the form prints it", .example = "A-1"},
	{.name = "text", .kind = SPEC_MARKDOWN, CATEGORY(text), .about = "what belongs here, in Markdown", .example = "Land in the area in which you have an interest."},
	{.name = "source", .kind = SPEC_TEXT, CATEGORY(source), .about = "where the law says so", .example = "SI 2012/1464, Schedule"},
	{.name = "parent", .kind = SPEC_ID, CATEGORY(parent), .about = "the category to whose entries these belong: the payments of a job", .example = "employment"},
	{.name = "whose", .kind = SPEC_CHOICES, CATEGORY(whose), .choices = whose, .about = "whose interest it may be; left out: `[self]`, and it is not asked", .example = "[self, partner]"},
	{.name = "closed", .kind = SPEC_YES, CATEGORY(closed), .about = "`yes`: nothing new is declared in it; what was stays", .example = "yes"},
	{.name = "holds", .kind = SPEC_ID, CATEGORY(holds), .about = "the field, a period or a date, that says since when and until when an entry holds; left out: since it was declared, until it is ended", .example = "held"},
	{.name = "fields", .kind = SPEC_FIELDS, REQUIRED, CATEGORY(fields), .of = &scheme_field_spec, .about = "what is asked, in this order: ids of the register's `fields`, and fields of its own", .example = "[donor, value]"},
	{.name = "summary", .kind = SPEC_TEXT, CATEGORY(summary), .about = "the line of lists, with ids of fields in braces; left out: the first texts", .example = "\"{donor}: {what}\""},
};
static const struct spec category_spec = SPEC(struct raw_category, "a category", "One kind of thing that is declared.", category_fields);

/* ---- Thresholds ---- */

static const struct spec_choice effects[] = {
	{"register", EFFECT_REGISTER, "must be registered"}, {"report", EFFECT_REPORT, "is reported elsewhere"},
	{"limit", EFFECT_LIMIT, "must not be exceeded"}, {"conflict", EFFECT_CONFLICT, "the giver becomes an interest that keeps one from deciding"},
	{"ask", EFFECT_ASK, "asks the officer's approval"}, {NULL, 0, NULL},
};

#define THRESHOLD(member) .at = offsetof(struct raw_threshold, member)
static const struct spec_field threshold_fields[] = {
	{.name = "id", .kind = SPEC_ID, REQUIRED, THRESHOLD(id), .about = "its name; one of an `add-to` stands in the place of the one of the same id", .example = "registered-from"},
	{.name = "amount", .kind = SPEC_ID, REQUIRED, THRESHOLD(amount), .about = "an amount of the rulebook, whose rows say since when how much", .example = "gift-register-from"},
	{.name = "value", .kind = SPEC_ID, REQUIRED, THRESHOLD(value), .about = "the field of money that counts", .example = "value"},
	{.name = "day", .kind = SPEC_ID, THRESHOLD(day), .about = "the field, a date or a period, that says when; left out: the day of declaring", .example = "received"},
	{.name = "by", .kind = SPEC_ID, THRESHOLD(by), .about = "the field that says from whom; sources that belong together count as one. Left out: all together", .example = "donor"},
	{.name = "counts", .kind = SPEC_CONDITION, THRESHOLD(counts), .about = "which entries count; left out: all", .example = "{outcome: [accepted, kept]}"},
	{.name = "within", .kind = SPEC_PHRASE, REQUIRED, THRESHOLD(within), .about = "in what time amounts count together: “each” by itself, “3 months” (any such span), “calendar year” or “fiscal year”", .example = "calendar year"},
	{.name = "above", .kind = SPEC_YES, THRESHOLD(above), .about = "`yes`: from above the amount on; left out: from the amount itself on", .example = "yes"},
	{.name = "effect", .kind = SPEC_CHOICE, REQUIRED, THRESHOLD(effect), .choices = effects, .about = "what it then means", .example = "limit"},
	{.name = "duty", .kind = SPEC_ID, THRESHOLD(duty), .about = "the duty whose deadline then runs", .example = "uk-gift-received"},
	{.name = "text", .kind = SPEC_MARKDOWN, THRESHOLD(text), .about = "what it means for whoever asks “May I accept this?”, in Markdown", .example = "Register it within 28 days."},
	{.name = "from", .kind = SPEC_DAY, THRESHOLD(row.from_day), .about = "the first day on which it holds", .example = "2013-01-01"},
	{.name = "to", .kind = SPEC_DAY, THRESHOLD(row.to_day), .about = "the last day", .example = "2026-12-31"},
	SOURCE_FIELDS(struct raw_threshold, row),
};
static const struct spec threshold_spec = SPEC(struct raw_threshold, "a threshold", "From what amount on something follows.", threshold_fields);

/* ---- Tasks ---- */

#define TASK(member) .at = offsetof(struct raw_task, member)
static const struct spec_field task_fields[] = {
	{.name = "when", .kind = SPEC_CONDITION, REQUIRED, TASK(when), .about = "of which entries", .example = "{reports: yes}"},
	{.name = "event", .kind = SPEC_ID, REQUIRED, TASK(event), .about = "the event that it is for whoever has to see to it; duties of the kind `task` count from it", .example = "relative-in-line"},
	{.name = "line", .kind = SPEC_ID, TASK(line), .about = "a field of the kind `person`: also of an entry that names somebody who stands above or below the person by the line managers that terms name, whatever `when` says", .example = "relative"},
};
static const struct spec task_spec = SPEC(struct raw_task, "a task", "What an entry gives others to see to: the person's line manager, or the next one above of whom the entry does not speak; where nobody is known, the ethics officer.", task_fields);

/* ---- Registers ---- */

static const struct spec_choice filings[] = {
	{"none", FILING_NONE, "what is declared here is no filing in law, and the pages say so"},
	{"copy", FILING_COPY, "a copy of what is filed elsewhere"}, {"approved", FILING_APPROVED, "declaring here is the filing that the law asks for"}, {NULL, 0, NULL},
};
static const struct spec_choice publics[] = {
	{"entries", REGISTER_PUBLIC, "everybody sees the entries"}, {"counts", REGISTER_COUNTS, "everybody sees how many there are"},
	{"nothing", REGISTER_PRIVATE, "only the person and the office"}, {NULL, 0, NULL},
};
static const struct spec_choice reviews[] = {
	{"none", REVIEW_NONE, "what is signed is published"}, {"before", REVIEW_BEFORE, "the officer accepts it before it is published"},
	{"after", REVIEW_AFTER, "it is published, and the officer looks at it then"}, {NULL, 0, NULL},
};
static const struct spec_choice steps[] = {
	{"manager", STEP_MANAGER, "the line manager"}, {"head", STEP_HEAD, "the head of the department"},
	{"officer", STEP_OFFICER, "the ethics officer"}, {"clerk", STEP_CLERK, "the clerk"}, {NULL, 0, NULL},
};

#define REGISTER(member) .at = offsetof(struct raw_register, member)
static const struct spec_field register_fields[] = {
	{.name = "id", .kind = SPEC_ID, REGISTER(id), .about = "the register's name in files and addresses; it never changes. Every register needs one", .example = "gifts"},
	{.name = "add-to", .kind = SPEC_ID, REGISTER(add_to), .about = "instead of an id: this adds to a register of an included rulebook. It may have duties, categories and thresholds, and an event and `public-by` where that register has none", .example = "gifts"},
	{.name = "title", .kind = SPEC_TEXT, REGISTER(title), .about = "what people read; every register needs one", .example = "Gifts and hospitality"},
	{.name = "journey", .kind = SPEC_TEXT, REGISTER(journey), .about = "what declaring in it is called; left out: the title", .example = "Interests for meeting checks"},
	{.name = "text", .kind = SPEC_MARKDOWN, REGISTER(text), .about = "what stands above its page, in Markdown", .example = "Gifts that members were offered."},
	{.name = "text-file", .kind = SPEC_TEXT, REGISTER(text_file), .about = "the same in a file of the folder", .example = "gifts.md"},
	{.name = "who", .kind = SPEC_MAP, REGISTER(who), .of = &audience_spec, .about = "who declares in it; left out: everybody", .example = "{categories: [elected]}"},
	{.name = "of-body", .kind = SPEC_YES, REGISTER(of_body), .about = "`yes`: entries belong to a body, not to a person: payments to the agency", .example = "yes"},
	{.name = "single", .kind = SPEC_YES, REGISTER(single), .about = "`yes`: each entry is declared by itself, as gifts are; left out: one declaration has them all, as interests do", .example = "yes"},
	{.name = "nil", .kind = SPEC_YES, REGISTER(nil), .about = "`yes`: “nothing to declare” is a record too", .example = "yes"},
	{.name = "filing", .kind = SPEC_CHOICE, REGISTER(filing), .choices = filings, .about = "whether it counts in law; left out: `none`", .example = "none"},
	{.name = "filed-with", .kind = SPEC_TEXT, REGISTER(filed_with), .about = "of `none` and `copy`: with whom the law has it filed", .example = "the City Clerk"},
	{.name = "banner", .kind = SPEC_TEXT, REGISTER(banner), .about = "what each page of declaring and the receipt say about that; left out: a general sentence", .example = "This is not your Form 700."},
	{.name = "public", .kind = SPEC_CHOICE, REGISTER(shown), .choices = publics, .about = "what everybody sees; left out: `entries`", .example = "counts"},
	{.name = "review", .kind = SPEC_CHOICE, REGISTER(review), .choices = reviews, .about = "whether the officer is asked; left out: `none`", .example = "after"},
	{.name = "public-by", .kind = SPEC_ID, REGISTER(public_by), .about = "the duty whose deadline says by when what was received is public; it counts from an event", .example = "ca-sei-public"},
	{.name = "steps", .kind = SPEC_CHOICES, REGISTER(steps), .choices = steps, .about = "whose approval it needs, one after the other", .example = "[manager, head]"},
	{.name = "duties", .kind = SPEC_IDS, REGISTER(duties), .about = "duties of the kind `declaration` that are done by declaring; of the kind `filing` only where `filing` is `approved`", .example = "[interests-first]"},
	{.name = "event", .kind = SPEC_ID, REGISTER(event), .about = "the event from which deadlines count once something was declared", .example = "gift-received"},
	{.name = "event-day", .kind = SPEC_ID, REGISTER(event_day), .about = "the field that says on which day it was, or with `steps` will be; left out: the day of declaring", .example = "received"},
	{.name = "withheld", .kind = SPEC_TEXT, REGISTER(withheld), .about = "what stands in the place of an entry that is withheld by law", .example = "An interest is withheld under section 32 of the Localism Act 2011"},
	{.name = "reconfirm", .kind = SPEC_ID, REGISTER(reconfirm), .about = "the event that it is when a declaration leaves something standing: a duty that counts from it asks that it be confirmed again, and is done by the next declaration", .example = "relatives-declared"},
	{.name = "scrutiny", .kind = SPEC_PHRASE, REGISTER(scrutiny), .about = "how long the periods are that the officer signs off: months or years", .example = "3 months"},
	{.name = "public-until", .kind = SPEC_PHRASE, REGISTER(public_until), .about = "“forever”, or how long after what: an amount of the rulebook “after leaving office”, “after it ended” or “after it was registered”; left out: forever", .example = "interests-public-after-office after leaving office"},
	{.name = "keep-until", .kind = SPEC_PHRASE, REGISTER(keep_until), .about = "the same for how long it is kept; nothing is kept for a shorter time than it is public", .example = "interests-kept after it was registered"},
	{.name = "closed", .kind = SPEC_YES, REGISTER(closed), .about = "`yes`: nothing new is declared in it; what was stays", .example = "yes"},
	{.name = "fields", .kind = SPEC_LIST, REGISTER(fields), .of = &scheme_field_spec, .about = "fields that its categories take by their ids", .example = ""},
	{.name = "categories", .kind = SPEC_LIST, REGISTER(categories), .of = &category_spec, .about = "what is declared in it; every register needs one", .example = ""},
	{.name = "thresholds", .kind = SPEC_LIST, REGISTER(thresholds), .of = &threshold_spec, .about = "from what amounts on something follows", .example = ""},
	{.name = "tasks", .kind = SPEC_LIST, REGISTER(tasks), .of = &task_spec, .about = "what entries give others to see to", .example = ""},
	{.name = "source", .kind = SPEC_TEXT, REGISTER(row.source), .about = "on whose word it is kept: the law, the resolution; every register needs one", .example = "Localism Act 2011 s.29"},
	{.name = "link", .kind = SPEC_LINK, REGISTER(row.link), .about = "where it can be read", .example = "https://www.legislation.gov.uk/ukpga/2011/20"},
	{.name = "confirm", .kind = SPEC_YES, REGISTER(row.confirm), .about = "`yes`: nobody has confirmed it yet; the pages say so", .example = "yes"},
	{.name = "notes", .kind = SPEC_MARKDOWN, REGISTER(row.notes), .about = "for those who look after the rules; not shown to the public", .example = "Adopted on 3 March"},
};
const struct spec register_spec = SPEC(struct raw_register, "a register", "What is declared, by whom, and what of it the public sees. Forms, checks, tables, pages and files are made from it.", register_fields);
/* clang-format on */
