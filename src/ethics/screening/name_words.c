/* What words in names are: legal forms of many countries, particles, titles, words that too many names have, numbers,
 * short forms of given names. Facts, gathered for this table; all as tokens have them. */
#include "screening/name.h"

#include <assert.h>

/* ---- Legal forms ---- */

struct form_words {
	const char *words;
	enum legal_form form;
};

/* The longest one that fits counts, so the order is for readers. */
static const struct form_words forms[] = {
	/* English-speaking countries */
	{"ltd", FORM_PRIVATE},
	{"limited", FORM_PRIVATE},
	{"ltd co", FORM_PRIVATE},
	{"co ltd", FORM_PRIVATE},
	{"company limited", FORM_PRIVATE},
	{"company ltd", FORM_PRIVATE},
	{"private limited", FORM_PRIVATE},
	{"private ltd", FORM_PRIVATE},
	{"private limited company", FORM_PRIVATE},
	{"pvt ltd", FORM_PRIVATE},
	{"pvt limited", FORM_PRIVATE},
	{"pty ltd", FORM_PRIVATE},
	{"pty limited", FORM_PRIVATE},
	{"proprietary limited", FORM_PRIVATE},
	{"pte ltd", FORM_PRIVATE},
	{"llc", FORM_PRIVATE},
	{"lc", FORM_PRIVATE},
	{"pllc", FORM_PRIVATE},
	{"limited liability company", FORM_PRIVATE},
	{"limited liability co", FORM_PRIVATE},
	{"unlimited", FORM_PRIVATE},
	{"dac", FORM_PRIVATE},
	{"clg", FORM_COMMON_GOOD},
	{"cyfyngedig", FORM_PRIVATE},
	{"cyf", FORM_PRIVATE},
	{"plc", FORM_PUBLIC},
	{"ccc", FORM_PUBLIC},
	{"public limited company", FORM_PUBLIC},
	{"public ltd co", FORM_PUBLIC},
	{"inc", FORM_SHARES},
	{"incorporated", FORM_SHARES},
	{"corp", FORM_SHARES},
	{"corporation", FORM_SHARES},
	{"company inc", FORM_SHARES},
	{"co inc", FORM_SHARES},
	{"joint stock company", FORM_SHARES},
	{"jsc", FORM_SHARES},
	{"open joint stock company", FORM_PUBLIC},
	{"public joint stock company", FORM_PUBLIC},
	{"ojsc", FORM_PUBLIC},
	{"pjsc", FORM_PUBLIC},
	{"closed joint stock company", FORM_PRIVATE},
	{"cjsc", FORM_PRIVATE},
	{"co", FORM_COMPANY},
	{"company", FORM_COMPANY},
	{"and co", FORM_COMPANY},
	{"and company", FORM_COMPANY},
	{"pc", FORM_PARTNERSHIP},
	{"lp", FORM_PARTNERSHIP},
	{"llp", FORM_PARTNERSHIP},
	{"limited partnership", FORM_PARTNERSHIP},
	{"limited liability partnership", FORM_PARTNERSHIP},
	{"cic", FORM_COMMON_GOOD},
	{"community interest company", FORM_COMMON_GOOD},
	{"cio", FORM_COMMON_GOOD},
	{"scio", FORM_COMMON_GOOD},
	/* German-speaking */
	{"gmbh", FORM_PRIVATE},
	{"mbh", FORM_PRIVATE},
	{"ggmbh", FORM_COMMON_GOOD},
	{"gesellschaft mit beschrankter haftung", FORM_PRIVATE},
	{"ug", FORM_PRIVATE},
	{"ug haftungsbeschrankt", FORM_PRIVATE},
	{"ag", FORM_PUBLIC},
	{"aktiengesellschaft", FORM_PUBLIC},
	{"kgaa", FORM_PUBLIC},
	{"kg", FORM_PARTNERSHIP},
	{"gmbh and co kg", FORM_PARTNERSHIP},
	{"gmbh co kg", FORM_PARTNERSHIP},
	{"ohg", FORM_PARTNERSHIP},
	{"gbr", FORM_PARTNERSHIP},
	{"ev", FORM_COMMON_GOOD},
	{"eingetragener verein", FORM_COMMON_GOOD},
	{"eg", FORM_COOPERATIVE},
	{"ges m b h", FORM_PRIVATE},
	{"gesmbh", FORM_PRIVATE},
	/* Romance languages */
	{"sa", FORM_PUBLIC},
	{"societe anonyme", FORM_PUBLIC},
	{"sociedad anonima", FORM_PUBLIC},
	{"sociedade anonima", FORM_PUBLIC},
	{"societa per azioni", FORM_PUBLIC},
	{"spa", FORM_PUBLIC},
	{"sau", FORM_PUBLIC},
	{"sarl", FORM_PRIVATE},
	{"eurl", FORM_PRIVATE},
	{"sas", FORM_PRIVATE},
	{"sasu", FORM_PRIVATE},
	{"societe a responsabilite limitee", FORM_PRIVATE},
	{"societe par actions simplifiee", FORM_PRIVATE},
	{"srl", FORM_PRIVATE},
	{"sociedad de responsabilidad limitada", FORM_PRIVATE},
	{"societa a responsabilita limitata", FORM_PRIVATE},
	{"societatea cu raspundere limitata", FORM_PRIVATE},
	{"societate cu raspundere limitata", FORM_PRIVATE},
	{"sociedade limitada", FORM_PRIVATE},
	{"ltda", FORM_PRIVATE},
	{"limitada", FORM_PRIVATE},
	{"lda", FORM_PRIVATE},
	{"sl", FORM_PRIVATE},
	{"slu", FORM_PRIVATE},
	{"sociedad limitada", FORM_PRIVATE},
	{"sa de cv", FORM_PUBLIC},
	{"s de rl", FORM_PRIVATE},
	{"s de rl de cv", FORM_PRIVATE},
	{"snc", FORM_PARTNERSHIP},
	{"sci", FORM_PARTNERSHIP},
	{"sca", FORM_PARTNERSHIP},
	{"scrl", FORM_COOPERATIVE},
	{"eireli", FORM_PRIVATE},
	{"srls", FORM_PRIVATE},
	/* The Low Countries and the north */
	{"bv", FORM_PRIVATE},
	{"bvba", FORM_PRIVATE},
	{"besloten vennootschap", FORM_PRIVATE},
	{"nv", FORM_PUBLIC},
	{"naamloze vennootschap", FORM_PUBLIC},
	{"vof", FORM_PARTNERSHIP},
	{"vzw", FORM_COMMON_GOOD},
	{"asbl", FORM_COMMON_GOOD},
	{"ab", FORM_SHARES},
	{"aktiebolag", FORM_SHARES},
	{"aktiebolaget", FORM_SHARES},
	{"abp", FORM_PUBLIC},
	{"as", FORM_SHARES},
	{"asa", FORM_PUBLIC},
	{"aps", FORM_PRIVATE},
	{"aktieselskab", FORM_SHARES},
	{"aksjeselskap", FORM_SHARES},
	{"anpartsselskab", FORM_PRIVATE},
	{"oy", FORM_SHARES},
	{"oyj", FORM_PUBLIC},
	{"osakeyhtio", FORM_SHARES},
	{"hf", FORM_PUBLIC},
	{"ehf", FORM_PRIVATE},
	{"ou", FORM_PRIVATE},
	{"sia", FORM_PRIVATE},
	{"uab", FORM_PRIVATE},
	{"se", FORM_PUBLIC},
	{"societas europaea", FORM_PUBLIC},
	/* Middle and eastern Europe */
	{"sp z oo", FORM_PRIVATE},
	{"sp z o o", FORM_PRIVATE},
	{"spolka z ograniczona odpowiedzialnoscia", FORM_PRIVATE},
	{"spolka akcyjna", FORM_PUBLIC},
	{"sro", FORM_PRIVATE},
	{"spol s ro", FORM_PRIVATE},
	{"akciova spolecnost", FORM_PUBLIC},
	{"kft", FORM_PRIVATE},
	{"korlatolt felelossegu tarsasag", FORM_PRIVATE},
	{"zrt", FORM_PRIVATE},
	{"nyrt", FORM_PUBLIC},
	{"rt", FORM_SHARES},
	{"doo", FORM_PRIVATE},
	{"dooel", FORM_PRIVATE},
	{"ad", FORM_SHARES},
	{"dd", FORM_SHARES},
	{"akcionarsko drustvo", FORM_SHARES},
	{"aktsionerno druzhestvo", FORM_SHARES},
	{"eood", FORM_PRIVATE},
	{"ood", FORM_PRIVATE},
	{"ead", FORM_SHARES},
	{"epe", FORM_PRIVATE},
	{"ae", FORM_PUBLIC},
	{"anonymi etairia", FORM_PUBLIC},
	{"anonim sirketi", FORM_PUBLIC},
	{"limited sirketi", FORM_PRIVATE},
	{"ltd sti", FORM_PRIVATE},
	{"ooo", FORM_PRIVATE},
	{"obschestvo s ogranichennoj otvetstvennostyu", FORM_PRIVATE},
	{"obshchestvo s ogranichennoi otvetstvennostiu", FORM_PRIVATE},
	{"obshchestvo s ogranichennoy otvetstvennostyu", FORM_PRIVATE},
	{"tov", FORM_PRIVATE},
	{"too", FORM_PRIVATE},
	{"ao", FORM_SHARES},
	{"aktsionernoe obschestvo", FORM_SHARES},
	{"aktsionernoe obshchestvo", FORM_SHARES},
	{"akcionernoe obsestvo", FORM_SHARES},
	{"aktsionernoye obshchestvo", FORM_SHARES},
	{"oao", FORM_PUBLIC},
	{"pao", FORM_PUBLIC},
	{"zao", FORM_PRIVATE},
	{"nao", FORM_PRIVATE},
	{"otkrytoe aktsionernoe obshchestvo", FORM_PUBLIC},
	{"otkrytoe akcionernoe obsestvo", FORM_PUBLIC},
	{"publichnoe aktsionernoe obshchestvo", FORM_PUBLIC},
	{"publicnoe akcionernoe obsestvo", FORM_PUBLIC},
	{"zakrytoe aktsionernoe obshchestvo", FORM_PRIVATE},
	{"zakrytoe akcionernoe obsestvo", FORM_PRIVATE},
	{"obsestvo s ogranicennoj otvetstvennostu", FORM_PRIVATE},
	/* Asia, Africa */
	{"kk", FORM_SHARES},
	{"kabushiki kaisha", FORM_SHARES},
	{"kabushikigaisha", FORM_SHARES},
	{"gk", FORM_PRIVATE},
	{"godo kaisha", FORM_PRIVATE},
	{"you xian gong si", FORM_PRIVATE},
	{"gu fen you xian gong si", FORM_PUBLIC},
	{"jusik hoesa", FORM_SHARES},
	{"sdn bhd", FORM_PRIVATE},
	{"sendirian berhad", FORM_PRIVATE},
	{"bhd", FORM_PUBLIC},
	{"berhad", FORM_PUBLIC},
	{"pt", FORM_SHARES},
	{"tbk", FORM_PUBLIC},
	{"perseroan terbatas", FORM_SHARES},
	{"fzco", FORM_PRIVATE},
	{"fze", FORM_PRIVATE},
	{"fzc", FORM_PRIVATE},
	{"fz llc", FORM_PRIVATE},
	{"wll", FORM_PRIVATE},
	{"saog", FORM_PUBLIC},
	{"saoc", FORM_PRIVATE},
	{"sal", FORM_SHARES},
	{"sae", FORM_SHARES},
	{"psc", FORM_PUBLIC},
	{"qsc", FORM_PUBLIC},
	{"ksc", FORM_PUBLIC},
	{"tnhh", FORM_PRIVATE},
	{"lpp", FORM_SHARES},
};

/* How many of the tokens the words are; 0: others. */
static size_t words_fit(const char *words, const struct name_token *tokens, size_t n)
{
	struct str rest = str_of(words), word;
	size_t at = 0;
	while (str_cut(&rest, ' ', &word))
		if (at == n || !str_eq(tokens[at++].text, word))
			return 0;
	return at;
}

/* One long word with a letter too many, too few, or another. */
static bool is_misspelt(const char *form, struct str word)
{
	size_t n = strlen(form);
	if (n < 9 || word.n + 1 < n || word.n > n + 1 || memchr(form, ' ', n))
		return false;
	size_t front = 0, back = 0, least = n < word.n ? n : word.n;
	while (front < least && form[front] == word.p[front])
		front++;
	while (back < least - front && form[n - 1 - back] == word.p[word.n - 1 - back])
		back++;
	return front + back + 1 >= n && front + back + 1 >= word.n;
}

enum legal_form legal_form_at(const struct name_token *tokens, size_t n, size_t *ret_n)
{
	enum legal_form found = FORM_NONE;
	*ret_n = 0;
	for (size_t i = 0; n && i < COUNT_OF(forms); i++) {
		if (forms[i].words[0] != tokens[0].text.p[0])
			continue;
		size_t fit = words_fit(forms[i].words, tokens, n);
		if (!fit && is_misspelt(forms[i].words, tokens[0].text))
			fit = 1;
		if (fit > *ret_n) {
			*ret_n = fit;
			found = forms[i].form;
		}
	}
	return found;
}

/* ---- Other words ---- */

static bool is_among(struct str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (words[i][0] == word.p[0] && str_eq(word, str_of(words[i])))
			return true;
	return false;
}

bool name_is_particle(struct str word, enum name_kind kind)
{
	static const char *const of_people[] = {
		"al",  "el",    "ul", "ur",  "ud",    "ad",  "as", "ibn",  "bin", "ben", "bint", "ould", "abu", "abou",
		"um",  "umm",   "de", "del", "della", "di",  "da", "do",   "dos", "das", "du",   "des",  "der", "den",
		"von", "van",   "zu", "zum", "ter",   "ten", "te", "la",   "le",  "les", "lo",   "los",  "las", "san",
		"st",  "saint", "y",  "e",   "af",    "av",  "ap", "fitz", "the", "of",  "mc",   "mac"};
	static const char *const of_organizations[] = {
		"the", "of",  "and", "for", "a",   "an",  "in", "at",  "on",  "by",  "to",  "de",
		"del", "des", "du",  "la",  "le",  "les", "et", "und", "fur", "der", "die", "das",
		"den", "y",   "e",   "el",  "los", "las", "di", "da",  "do",  "dos", "van", "von",
		"het", "een", "en",  "og",  "och", "al",  "i",  "w",   "z",   "na",  "po"};
	return kind == NAME_PERSON ? is_among(word, of_people, COUNT_OF(of_people))
				   : is_among(word, of_organizations, COUNT_OF(of_organizations));
}

bool name_is_title(struct str word)
{
	static const char *const titles[] = {"mr",        "mrs",     "ms",         "miss",       "mx",
					     "dr",        "prof",    "professor",  "sir",        "dame",
					     "lord",      "lady",    "rev",        "revd",       "hon",
					     "rt",        "cllr",    "councillor", "councilor",  "councilmember",
					     "mayor",     "shaikh",  "sheikh",     "shaykh",     "sheik",
					     "hajji",     "haji",    "hadji",      "mullah",     "maulavi",
					     "mawlawi",   "qari",    "sayed",      "sayyid",     "herr",
					     "frau",      "mme",     "mlle",       "monsieur",   "madame",
					     "don",       "dona",    "sr",         "sra",        "jr",
					     "junior",    "senior",  "phd",        "md",         "esq",
					     "esquire",   "obe",     "cbe",        "mbe",        "kc",
					     "qc",        "mp",      "ms",         "msp",        "jp",
					     "general",   "gen",     "col",        "colonel",    "capt",
					     "captain",   "major",   "lt",         "lieutenant", "judge",
					     "president", "senator", "ing",        "dipl"};
	return is_among(word, titles, COUNT_OF(titles));
}

bool name_is_common(struct str word)
{
	static const char *const common[] = {
		"group",        "groupe",        "gruppe",      "grupo",        "gruppo",       "holding",
		"holdings",     "international", "intl",        "global",       "worldwide",    "national",
		"enterprise",   "enterprises",   "industries",  "industry",     "services",     "service",
		"solutions",    "systems",       "management",  "consulting",   "consultants",  "associates",
		"partners",     "ventures",      "investments", "investment",   "trading",      "products",
		"technologies", "technology",    "foundation",  "association",  "society",      "union",
		"institute",    "centre",        "center",      "uk",           "usa",          "us",
		"gb",           "british",       "american",    "europe",       "european",     "city",
		"council",      "county",        "committee",   "club",         "charity",      "charitable",
		"fund",         "funds",         "firm",        "organisation", "organization", "office",
		"agency",       "department",    "new",         "general"};
	return is_among(word, common, COUNT_OF(common));
}

/* ---- Numbers ---- */

static int roman_digit(char c)
{
	switch (c) {
	case 'i':
		return 1;
	case 'v':
		return 5;
	case 'x':
		return 10;
	case 'l':
		return 50;
	case 'c':
		return 100;
	default:
		return 0;
	}
}

/* To 89, so that "mix", "civil" and "dm" are words. */
static int64_t roman_number(struct str word)
{
	int64_t n = 0;
	for (size_t i = 0; i < word.n; i++) {
		int digit = roman_digit(word.p[i]), next = i + 1 < word.n ? roman_digit(word.p[i + 1]) : 0;
		if (digit == 0 || digit > 50 || word.n > 6)
			return -1;
		n += digit < next ? -digit : digit;
	}
	return word.n && n > 0 && n < 90 ? n : -1;
}

int64_t name_number(struct str word, bool roman)
{
	static const char *const units[] = {"zero",    "one",     "two",       "three",    "four",
					    "five",    "six",     "seven",     "eight",    "nine",
					    "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
					    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
	static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
					   "fifty", "sixty", "seventy", "eighty", "ninety"};
	static const struct str fourty = STR_INIT("fourty"); /* as it is often written */
	int64_t n;
	if (word.n <= 12 && str_to_i64(word, &n) && n >= 0)
		return n;
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (str_eq(word, str_of(units[i])))
			return (int64_t)i;
	for (size_t i = 2; i < COUNT_OF(tens); i++)
		if (str_eq(word, str_of(tens[i])) || (i == 4 && str_eq(word, fourty)))
			return (int64_t)i * 10;
	return roman ? roman_number(word) : -1;
}

/* ---- Short forms of given names ---- */

/* Each text: names that are used for one another. */
static const char *const same[] = {
	"robert bob bobby rob robbie bert",
	"william bill billy will willie liam",
	"richard dick rick ricky rich richie",
	"james jim jimmy jamie",
	"john jack johnny jon",
	"jonathan jon jonny",
	"edward ed eddie ted teddy ned",
	"michael mike mick mickey",
	"charles charlie chuck",
	"thomas tom tommy",
	"david dave davey",
	"daniel dan danny",
	"joseph joe joey",
	"samuel sam sammy",
	"samantha sam",
	"benjamin ben benny",
	"christopher chris kit",
	"christine chris chrissie tina",
	"christina chris tina",
	"anthony tony",
	"antonio tony",
	"andrew andy drew",
	"alexander alex al sandy sasha",
	"alexandra alex sandra sasha",
	"elizabeth liz beth betty eliza lizzie betsy libby",
	"margaret maggie peggy meg madge",
	"katherine kate kathy katie kay",
	"catherine kate cathy katie cath",
	"patricia pat patty trish tricia",
	"patrick pat paddy",
	"susan sue susie",
	"barbara barb babs",
	"deborah deb debbie",
	"jennifer jen jenny",
	"jessica jess jessie",
	"rebecca becky becca",
	"victoria vicky tori",
	"nicholas nick nicky",
	"nicola nicky nicki",
	"stephen steve stevie",
	"steven steve",
	"peter pete",
	"philip phil pip",
	"phillip phil",
	"ronald ron ronnie",
	"donald don donnie",
	"kenneth ken kenny",
	"gerald gerry jerry",
	"geoffrey geoff jeff",
	"jeffrey jeff",
	"gregory greg",
	"matthew matt",
	"timothy tim timmy",
	"lawrence larry laurie",
	"leonard len lenny leo",
	"raymond ray",
	"frederick fred freddie",
	"francis frank fran",
	"frances fran frankie",
	"albert al bert",
	"abraham abe",
	"arthur art",
	"walter walt wally",
	"harold harry hal",
	"henry harry hank hal",
	"vincent vince vinny",
	"theodore ted teddy theo",
	"douglas doug",
	"dorothy dot dottie dolly",
	"eleanor ellie nell nora",
	"helen nell",
	"isabella bella izzy",
	"jacqueline jackie",
	"judith judy jude",
	"pamela pam",
	"penelope penny",
	"sandra sandy",
	"teresa terry tess",
	"theresa terry tess",
	"terence terry",
	"josephine jo josie",
	"joanna jo",
	"joanne jo",
	"amanda mandy",
	"abigail abby gail",
	"zachary zach zac",
	"nathaniel nat nate",
	"nathan nate",
	"martin marty",
	"stanley stan",
	"eugene gene",
	"vladimir volodya vova",
	"dmitri dima mitya",
	"ivan vanya",
	"giuseppe beppe peppe",
	"francisco paco pancho",
	"jose pepe",
	"ignacio nacho",
	"johannes hans",
	"friedrich fritz",
	"heinrich heinz",
};

struct short_forms name_shorts(struct str word)
{
	struct short_forms found = {{0}};
	static_assert(COUNT_OF(same) <= (size_t)SHORT_WORDS * 64, "a bit for each");
	for (size_t i = 0; word.n > 1 && i < COUNT_OF(same); i++) {
		struct str rest = str_of(same[i]), one;
		while (str_cut(&rest, ' ', &one))
			if (one.n == word.n && one.p[0] == word.p[0] && str_eq(one, word))
				found.bits[i / 64] |= UINT64_C(1) << i % 64;
	}
	return found;
}
