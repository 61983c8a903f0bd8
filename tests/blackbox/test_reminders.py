"""Reminders through the real program: chosen by the office, sent day by day, printed; calendars that strict programs take."""
import email
import email.policy
import re
import unittest

import support
from smtp_server import SmtpServer
from support import Browser, today
from test_duties import Duties, days

RULEBOOK = support.TOP / "rulebooks" / "generic"


def calendar(page):
    """A strict reading of RFC 5545: the events of a feed, [{name: [(parameters, value)]}], alarms beside."""
    assert page.status == 200, page.status
    assert page.headers["Content-Type"].startswith("text/calendar"), page.headers["Content-Type"]
    data = page.body
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b""), "lines end in CRLF"
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "lines are folded at 75 octets"
    lines = re.sub(r"\r\n[ \t]", "", data.decode("utf-8")).split("\r\n")[:-1]
    open_parts, found = [], {"VCALENDAR": [], "VEVENT": [], "VALARM": []}
    for line in lines:
        match = re.fullmatch(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,[^\";:,]+)*)*):(.*)", line)
        assert match, f"no content line: {line!r}"
        name, parameters, value = match.groups()
        if name == "BEGIN":
            open_parts.append((value, {}))
            found[value].append(open_parts[-1][1])
        elif name == "END":
            assert open_parts.pop()[0] == value
        else:
            open_parts[-1][1].setdefault(name, []).append((parameters, value))
    assert not open_parts and len(found["VCALENDAR"]) == 1
    assert found["VCALENDAR"][0]["VERSION"] == [("", "2.0")] and len(found["VCALENDAR"][0]["PRODID"]) == 1
    for event in found["VEVENT"]:
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            assert len(event.get(name, [])) == 1, f"{name} of {event}"
    uids = [event["UID"][0][1] for event in found["VEVENT"]]
    assert len(uids) == len(set(uids)), "each has an id of its own"
    return found


class Calendars(Duties):
    def member(self, server, slug):
        link = self.make("people", "invite", slug, "--email", f"{slug}@example.org").stdout.decode().strip()
        return Browser(server).set_password(link)

    def address(self, member):
        return re.search(r"/calendar/[0-9a-z]+\.ics", member.get("/my/calendar").text).group(0)

    def test_a_secret_calendar_of_what_one_owes(self):
        server = self.serve()
        member = self.member(server, "imogen-vale")
        self.assertEqual(member.get("/my").link("/my/calendar"), "/my/calendar")
        self.assertNotIn(".ics</code>", member.get("/my/calendar").text)
        self.assertEqual(member.submit("/my/calendar").status, 303)
        address = self.address(member)
        self.assertEqual(address, self.address(member))
        program = Browser(server)  # without a cookie
        page = program.get(address)
        self.assertIsNone(page.headers["Set-Cookie"])
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        found = calendar(page)
        self.assertEqual(len(found["VEVENT"]), 1)
        event = found["VEVENT"][0]
        self.assertEqual(event["DTSTART"], [(";VALUE=DATE", self.due.replace("-", ""))])
        self.assertIn("Resolution 2026-14", event["DESCRIPTION"][0][1].replace("\\,", ","))
        self.assertEqual(len(found["VALARM"]), 2)
        self.assertEqual(page.body, program.get(address).body)
        # More time moves the event, which stays the same one.
        ref = self.of("Imogen Vale")[0]["obligation"]
        self.verb("duties", "extend", ref, "--until", days(60), "--why", "In hospital")
        moved = calendar(program.get(address))["VEVENT"][0]
        self.assertEqual(moved["UID"], event["UID"])
        # Why is nothing for those who keep calendars.
        self.assertIn("Extended to", moved["DESCRIPTION"][0][1])
        self.assertNotIn("hospital", str(moved))
        self.assertEqual(moved["DTSTART"][0][1], days(60).replace("-", ""))
        self.assertGreater(int(moved["SEQUENCE"][0][1]), int(event.get("SEQUENCE", [("", "0")])[0][1]))
        # A new address ends the old one, and so does stopping.
        self.assertEqual(member.submit("/my/calendar").status, 303)
        self.assertEqual(program.get(address).status, 404)
        address = self.address(member)
        self.assertEqual(program.get(address).status, 200)
        self.assertEqual(program.get(address.removesuffix(".ics")).status, 404)
        self.assertEqual(member.submit("/my/calendar", {"stop": "yes"}).status, 303)
        self.assertEqual(program.get(address).status, 404)

    def test_the_calendar_of_days_that_rules_fix(self):
        self.make("rulebook", "apply", RULEBOOK)
        server = self.serve()
        found = calendar(Browser(server).get("/calendar.ics"))
        self.assertTrue(found["VEVENT"])
        for event in found["VEVENT"]:
            self.assertRegex(event["UID"][0][1], r"^duty-[a-z0-9-]+-20\d\d@")
        self.assertNotIn("Imogen", str(found))


OWN_RULES = """
rulebook:
  id: own
  title: Own rules
  text: For a test.
duties:
  - id: train
    title: Take the training
    kind: training
    text: Take it.
    who:
      categories: [appointed]
    rows:
      - due: 10 days after taking office
        source: Resolution 7
    reminders:
      - {when: 3 days before, to: [person, manager, officer, chair]}
"""


class Everybody(support.SiteTest):
    def test_each_recipient_gets_one_message(self):
        self.init("--demo")
        self.make("people", "add-body", "--name", "City Council")
        for name, post, category in (("Otto Brandt", "Director", "elected"), ("Kezia Obi", "Chairperson", "elected"),
                                     ("Ada Loom", "Vice Chair", "elected"), ("Imogen Vale", "Member", "appointed"),
                                     ("Tobias Renn", "Member", "appointed")):
            self.make("people", "add", "--name", name, "--body", "city-council", "--post", post, "--category", category,
                      "--from", today())
            self.verb("people", "contact", name.lower().replace(" ", "-"), "--value", support.email_of(name))
        term = self.json("people", "show", "imogen-vale")["terms"][0]["id"]
        self.verb("people", "change-term", term, "--manager", "otto-brandt")
        self.verb("access", "invite", "--role", "officer", "--name", "Mira Quill", "--email", "mira@example.org")
        folder = self.folder / "rules"
        folder.mkdir()
        (folder / "rulebook.yaml").write_text(OWN_RULES, encoding="utf-8")
        self.make("rulebook", "apply", folder)
        told = sorted(["mira@example.org", *(support.email_of(name) for name in
                                             ("Imogen Vale", "Tobias Renn", "Otto Brandt", "Kezia Obi"))])
        for day in range(12):
            self.verb("jobs", "run", "--now", f"{days(day)}T20:00:00Z")
            sent = sorted(m["to"] for m in self.json("mail", "list")["messages"] if m["kind"] == "duties.digest")
            self.assertEqual(sent, told if day >= 7 else [], f"day {day}")


class Office(Duties):
    def chosen(self, browser, rows):
        """Ticks rows of the worklist; the page that says what will be sent, and its form."""
        form = browser.get("/office/duties?show=soon").form("/office/duties/remind")
        self.assertTrue(set(rows) <= set(form["choices"]))
        page = browser.post("/office/duties/remind", {**form["fields"], **{row: "yes" for row in rows}})
        self.assertEqual(page.status, 200)
        return page

    def test_chosen_rows(self):
        self.verb("people", "contact", "imogen-vale", "--value", "imogen@example.org")
        self.verb("people", "contact", "tobias-renn", "--by-post", "--kind", "address", "--value", "1 Quay Street")
        self.verb("commitments", "form", "code", "--mandatory", "--instrument", "Resolution 2026-14", "--within", "10")
        self.verb("jobs", "run")
        server = self.serve()
        clerk = self.account(server, "clerk", "Clara Quill")
        rows = ["row-" + self.of(name)[0]["obligation"] for name in ("Imogen Vale", "Tobias Renn")]
        page = self.chosen(clerk, rows)
        self.assertIn("E-mails that will be sent: 1. Letters that will wait to be printed: 1.", page.text)
        before = [m for m in self.json("mail", "list")["messages"] if m["kind"] == "duties.reminder"]
        self.assertEqual(before, [])
        fields = page.form("/office/duties/remind")["fields"]
        self.assertEqual(clerk.post("/office/duties/remind", fields).status, 303)
        self.assertEqual(clerk.post("/office/duties/remind", fields).status, 303)  # the same form again
        sent = [m for m in self.json("mail", "list")["messages"] if m["kind"] == "duties.reminder"]
        self.assertEqual([m["to"] for m in sent], ["imogen@example.org"])
        self.read_as_sent()
        letters = clerk.get("/office/duties/letters")
        self.assertIn("Tobias Renn", letters.text)
        self.assertIn("1 Quay Street", letters.text)
        self.assertNotIn("Imogen Vale", letters.text)
        self.assertEqual(clerk.submit("/office/duties/letters").status, 303)
        self.assertIn("No letter waits to be printed", clerk.get("/office/duties/letters").text)
        # Nothing ticked; and rows of a body that is not one's own.
        self.assertIn("You chose nothing", self.chosen(clerk, []).text)
        other = self.account(server, "clerk", "Carl Quill", "--body", "planning-board")
        token = other.get("/office/duties?show=soon").form("/office/duties/remind")["fields"]
        self.assertEqual(other.post("/office/duties/remind", {**token, rows[0]: "yes"}).status, 403)
        self.head()

    def read_as_sent(self):
        """Through a mail server: plain text and a page that say the same."""
        server = SmtpServer()
        self.addCleanup(server.close)
        self.verb("mail", "set", "--server", server.url, "--from", "City Clerk <ethics@alderquay.example>")
        self.verb("jobs", "run")
        support.wait_until(lambda: any("imogen@example.org" in m.to for m in server.messages), 20)
        content = next(m.content for m in server.messages if "imogen@example.org" in m.to)
        message = email.message_from_bytes(content, policy=email.policy.default)
        plain = message.get_body(("plain",)).get_content()
        page = message.get_body(("html",)).get_content()
        for text in (plain, page):
            self.assertIn("Imogen Vale", text)
            self.assertIn("Resolution 2026-14", text)
            self.assertIn("/my", text)
        self.assertIn("due by", message["Subject"])
        self.assertIn("<html lang=", page)


if __name__ == "__main__":
    unittest.main()
