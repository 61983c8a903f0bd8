"""What signing in sends: links to set a password, and notices to the account's owner, through a real mail server."""
import email
import email.policy
import re
import unittest

import support
from smtp_server import SmtpServer
from support import Browser

EMAIL = "imogen.vale@alderquay.example"


class SignInMail(support.SiteTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.smtp = SmtpServer()
        self.addCleanup(self.smtp.close)
        self.server = self.serve()
        self.owner = self.account(self.server, "clerk", "Imogen Vale")
        self.make("mail", "set", "--server", self.smtp.url, "--from", "City Clerk <ethics@alderquay.example>")

    def mails(self, n):
        self.smtp.wait_for(n)
        parsed = [email.message_from_bytes(message.content, policy=email.policy.default)
                  for message in self.smtp.received()]
        self.assertEqual(len(parsed), n)
        return [(mail["To"], mail["Subject"], mail.get_body(("plain",)).get_content()) for mail in parsed]

    def test_a_forgotten_password(self):
        visitor = Browser(self.server)
        known = visitor.submit("/forgotten", {"email": EMAIL.upper()})
        unknown = visitor.submit("/forgotten", {"email": "nobody@alderquay.example"})
        self.assertEqual((known.status, unknown.status), (200, 200))
        self.assertEqual(known.text.replace(EMAIL.upper(), "X"), unknown.text.replace("nobody@alderquay.example", "X"))
        self.assertEqual(visitor.submit("/forgotten", {"email": "nobody"}).status, 400)
        [(to, _, text)] = self.mails(1)
        self.assertIn(EMAIL, to)
        link = re.search(r"http://\S+/set-password/\S+", text).group()
        row = next(m for m in self.json("mail", "list")["messages"] if m["kind"] == "access.link")
        self.assertNotIn("set-password", str(self.json("mail", "show", row["id"])), "a link that was sent is kept")

        changed = Browser(self.server).submit(support.urllib.parse.urlsplit(link).path, {"password": "tide lantern 55 quay"})
        self.assertEqual(changed.status, 303)
        self.assertEqual(Browser(self.server).get(support.urllib.parse.urlsplit(link).path).status, 404)
        self.assertEqual(self.owner.get("/office").status, 303, "a session outlived a new password")
        self.assertIn("password", self.mails(2)[1][1])
        for _ in range(10):
            last = visitor.submit("/forgotten", {"email": EMAIL})
        self.assertEqual(last.status, 429, "links can be asked for without end")

    def test_notices(self):
        stranger = Browser(self.server)
        self.assertEqual(self.owner.sign_in(EMAIL).status, 303)  # where it was used before: no notice
        self.assertEqual(stranger.sign_in(EMAIL).status, 303)
        [(to, subject, _)] = self.mails(1)
        self.assertIn(EMAIL, to)
        self.assertIn("new sign-in", subject)
        changed = stranger.submit("/account", {"password": support.PASSWORD, "new_password": "tide lantern 55 quay"},
                                  "/account/password")
        self.assertEqual(changed.status, 303)
        self.assertIn("password", self.mails(2)[1][1])
        self.assertNotIn("tide lantern", str(self.mails(2)))

    def test_an_invitation_goes_to_its_owner_alone(self):
        link = self.json("access", "invite", "--role", "administrator", "--name", "Ada Quill", "--email",
                         "ada@alderquay.example")["link"]
        administrator = Browser(self.server).set_password(link)
        page = administrator.submit("/office/accounts/invite",
                                    {"name": "Cleo Reed", "email": "cleo@alderquay.example", "role": "clerk"})
        self.assertEqual(page.status, 200)
        self.assertIn("cleo@alderquay.example gets a link", page.text)
        self.assertNotIn("/set-password/", page.html)
        [(to, _, text)] = self.mails(1)
        self.assertIn("cleo@alderquay.example", to)
        Browser(self.server).set_password(re.search(r"http://\S+/set-password/\S+", text).group())


if __name__ == "__main__":
    unittest.main()
