"""A small rulebook with registers of each shape, for the tests of declaring."""

RULES = """
rulebook: {id: harbour, title: Harbour rules, currency: USD}
events:
  - {id: gift-received, text: a gift was offered or received}
duties:
  - id: declare-interests
    title: Declare your interests
    kind: declaration
    text: Say what you own and for whom you work.
    rows: [{due: 30 days after taking office, source: Resolution 2026-14}]
  - id: register-gift
    title: Register a gift
    kind: declaration
    rows: [{due: 28 days after gift-received, source: Resolution 2026-15}]
registers:
  - id: interests
    title: Interests
    journey: Interests for meeting checks
    text: What members own and for whom they work.
    nil: yes
    filed-with: the City Clerk
    duties: [declare-interests]
    who: {categories: [elected, appointed]}
    withheld: An interest is withheld by law.
    source: Resolution 2026-14
    categories:
      - id: work
        title: Paid work
        label: A
        text: Any job for which you are paid.
        whose: [self, partner]
        fields:
          - {id: employer, name: Employer, label: Who pays you?, kind: organization, required: yes, compare: yes}
          - {id: what, name: Work, label: What do you do there?, kind: text, required: yes, characters: 80}
          - {id: since, name: Period, label: Since when?, kind: period}
          - {id: pay, name: Pay, label: What do you get a year?, kind: money, unknown: yes, shown: redacted}
          - id: kind
            name: Kind
            label: How are you employed?
            kind: choice
            required: yes
            choices: {staff: As staff, self-employed: As my own master}
          - {id: trade, name: Trade, label: Which trade?, kind: long-text, asked-when: {kind: self-employed}, required: yes}
        summary: "{employer}: {what}"
      - id: payment
        title: Payments
        parent: work
        fields:
          - {id: when, name: Day, label: On which day was it paid?, kind: date, required: yes}
          - {id: amount, name: Amount, label: How much?, kind: money, required: yes}
        summary: "{when}: {amount}"
      - id: land
        title: Land and homes
        label: B
        fields:
          - {id: place, name: Place, label: Where is it?, kind: address, required: yes}
          - {id: share, name: Share, label: How much of it is yours?, kind: percentage}
          - {id: rented, name: Let, label: Do you let it to somebody?, kind: yes-no}
          - {id: tenants, name: Tenants, label: To whom?, kind: person, many: 3, asked-when: {rented: "yes"}}
          - {id: rooms, name: Rooms, label: How many rooms?, kind: number}
          - {id: register, name: Register, label: Where can it be looked up?, kind: link}
        summary: "{place}"
  - id: gifts
    title: Gifts and hospitality
    single: yes
    nil: yes
    duties: [register-gift]
    event: gift-received
    event-day: received
    who: {categories: [elected, appointed]}
    source: Resolution 2026-15
    categories:
      - id: gift
        title: Gifts
        fields:
          - {id: donor, name: Given by, label: Who gave it?, kind: organization, required: yes}
          - {id: received, name: Day, label: On which day?, kind: date, required: yes, sort: yes}
          - {id: value, name: Value, label: What is it worth?, kind: money, unknown: yes}
          - id: outcome
            name: What became of it
            label: What became of it?
            kind: choice
            required: yes
            choices: {accepted: Accepted, refused: Refused}
        summary: "{donor}: {value}"
  - id: outside-work
    title: Outside work
    single: yes
    public: counts
    review: before
    who: {categories: [elected, appointed, employee]}
    source: Resolution 2026-16
    categories:
      - id: job
        title: Jobs
        fields:
          - {id: employer, name: Employer, label: For whom do you work?, kind: text, required: yes}
"""
