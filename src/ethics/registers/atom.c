#include "registers/atom.h"

/* XML 1.0 section 2.2: no control characters but tab, line feed and carriage return; neither U+FFFE nor U+FFFF. */
static void xml_text(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '&')
			buf_lit(out, "&amp;");
		else if (c == '<')
			buf_lit(out, "&lt;");
		else if (c == '>')
			buf_lit(out, "&gt;");
		else if (c == '"')
			buf_lit(out, "&quot;");
		else if (c == 0xef && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0xbf &&
			 (unsigned char)s.p[i + 2] >= 0xbe)
			i += 2;
		else if (c >= 0x20 || c == '\t' || c == '\n')
			buf_char(out, (char)c);
	}
}

static void element(struct buf *out, const char *name, struct str text)
{
	if (str_empty(text))
		return;
	buf_fmt(out, "<%s>", name);
	xml_text(out, text);
	buf_fmt(out, "</%s>\n", name);
}

static void link_to(struct buf *out, const char *rel, const char *type, struct str href)
{
	if (str_empty(href))
		return;
	buf_fmt(out, "<%s rel=\"%s\" type=\"%s\" href=\"", "link", rel, type);
	xml_text(out, href);
	buf_lit(out, "\"/>\n");
}

void atom_begin(struct buf *out, const struct atom_feed *feed)
{
	buf_lit(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	element(out, "id", feed->id);
	element(out, "title", feed->title);
	element(out, "updated", feed->updated);
	buf_lit(out, "<author>");
	element(out, "name", feed->author);
	buf_lit(out, "</author>\n");
	link_to(out, "self", "application/atom+xml", feed->self);
	link_to(out, "alternate", "text/html", feed->page);
	link_to(out, "first", "application/atom+xml", feed->first);
	link_to(out, "previous", "application/atom+xml", feed->previous);
	link_to(out, "next", "application/atom+xml", feed->next);
}

void atom_put(struct buf *out, const struct atom_entry *entry)
{
	buf_lit(out, "<entry>\n");
	element(out, "id", entry->id);
	element(out, "title", entry->title);
	element(out, "updated", entry->updated);
	element(out, "published", entry->published);
	link_to(out, "alternate", "text/html", entry->link);
	if (!str_empty(entry->category)) {
		buf_lit(out, "<category term=\"");
		xml_text(out, entry->category);
		buf_lit(out, "\"/>\n");
	}
	element(out, "summary", entry->summary);
	buf_lit(out, "</entry>\n");
}

void atom_end(struct buf *out)
{
	buf_lit(out, "</feed>\n");
}
