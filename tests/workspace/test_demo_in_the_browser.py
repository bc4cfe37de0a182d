"""What people see who start the demo and open its page."""

from __future__ import annotations

from playwright.sync_api import expect
from workspace.demo import Demo, soon
from workspace.slack_page import SlackPage

PORTS_USED_UP = "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists."
CHINESE_PING = "為什麼我的 Windows Pod ping 不到外面"


def test_the_colleagues_error_stands_answered_before_anyone_types(slack: SlackPage, demo: Demo) -> None:
    """Though nobody mentioned the bot: it listens here, and leaves the chatter around the error alone."""
    expect(slack.message("Welcome to #k8s-help")).to_be_visible()
    expect(slack.message("@kubewhy why can't my pod ping")).to_be_visible()
    expect(slack.message(f"@kubewhy {CHINESE_PING}")).to_be_visible()
    answer = slack.thread(slack.message(PORTS_USED_UP))
    expect(answer).to_contain_text("ports")
    expect(answer).to_contain_text("The specified port already exists")
    expect(answer).to_contain_text("DSR")
    slack.picture("first-question")
    expect(answer).to_contain_text("Nobody asked me")
    expect(answer.get_by_role("button", name="Mute here")).to_be_visible()
    for chatter in ("Morning! I take over the pager", "That again? I get coffee"):
        expect(slack.message(chatter)).to_be_visible()
        expect(slack.message(chatter)).not_to_contain_text("repl")
    told = demo.wait_for(r"→ .*\(answer, text fits \d+ %, \d+\.\d\d s\)")
    assert "port" in told.group()


def test_an_error_is_answered_in_its_thread_and_the_buttons_work(slack: SlackPage) -> None:
    """Paste, read, open all steps, read them in Chinese, say that it helped."""
    answer = slack.ask(f"@kubewhy {PORTS_USED_UP}")
    expect(answer.locator(".bk-header")).to_contain_text("ports")
    expect(answer).to_contain_text("%")
    expect(answer).to_contain_text("reservedports.txt")
    expect(answer).to_contain_text("DSR")
    expect(answer).to_contain_text("Checked on")
    slack.picture("answer")
    slack.picture("answer-thread", of=slack.pane())

    slack.press(answer, "All steps")
    modal = slack.modal()
    expect(modal).to_contain_text("Fix")
    expect(modal).to_contain_text("Sources")
    slack.picture("all-steps")
    slack.close_modal()

    slack.press(answer, "中文")
    modal = slack.modal()
    expect(modal).to_contain_text("連接埠")
    slack.picture("all-steps-chinese")
    slack.close_modal()
    expect(answer.locator(".bk-header")).to_contain_text("ports")

    slack.press(answer, "Helpful")
    expect(slack.page.get_by_text("Noted: this answer helped.")).to_be_visible()


def test_a_piece_of_the_error_is_enough(slack: SlackPage) -> None:
    """The words that decide, alone, lead to the same entry, with the look that settles it first."""
    answer = slack.ask("@kubewhy specified port already exists")
    expect(answer.locator(".bk-header")).to_contain_text("ports")
    expect(answer).to_contain_text("reservedports.txt")


def test_a_chinese_question_is_answered_in_traditional_chinese(slack: SlackPage) -> None:
    """What is posted says in Chinese that ICMP proves nothing, and names curl as the test."""
    answer = slack.ask(f"@kubewhy {CHINESE_PING}")
    expect(answer).to_contain_text("ICMP")
    expect(answer).to_contain_text("curl")
    expect(answer).to_contain_text("證明")
    expect(answer).not_to_contain_text("证")
    slack.picture("chinese")


def test_a_vague_question_leads_to_the_entry_about_ping(slack: SlackPage) -> None:
    """By an answer, or by a question whose buttons lead there."""
    reply = slack.ask("@kubewhy why can't my pod ping")
    expect(reply).to_contain_text("ICMP")
    expect(reply).to_contain_text("curl")
    slack.picture("vague")


def test_only_code_is_drawn_as_code(slack: SlackPage) -> None:
    """The page makes a link of an address in a command; it must not run on into what comes after."""
    reply = slack.ask(f"@kubewhy {CHINESE_PING}")
    expect(reply.locator("code", has_text="curl.exe -v").first).to_be_visible()
    expect(reply.locator("code strong")).to_have_count(0)


def test_what_it_does_not_know_it_says(slack: SlackPage) -> None:
    """No guess: what was near, what would help, and who else can."""
    reply = slack.ask("@kubewhy the ingress controller returns 502 for one path after we rotated the certificate")
    expect(reply.locator(".bk-header")).to_have_text("I don't know this one")
    expect(reply).to_contain_text("kubectl describe pod")
    slack.picture("unknown")


def test_chatter_gets_nothing(slack: SlackPage, demo: Demo) -> None:
    """A message that is for people is left to people: no reply, and no line in the terminal."""
    chatter = slack.send("lunch?")
    slack.ask("@kubewhy help")
    assert soon(lambda: any("help" in line for line in demo.lines))
    expect(chatter.locator(".thread-summary")).to_have_count(0)
    assert not any("lunch?" in line for line in demo.lines)


def test_an_answer_to_its_question_in_plain_words_goes_on_in_the_thread(slack: SlackPage) -> None:
    """Who asked back understands the reply without another mention."""
    asked = slack.ask("@kubewhy windows pods cannot reach anything")
    expect(asked).to_contain_text("One question before I guess")
    slack.picture("question")
    before = slack.replies().count()
    slack.reply("curl works, only ping fails")
    expect(slack.replies()).to_have_count(before + 1, timeout=20_000)
    expect(slack.replies().last).to_contain_text("You chose: Windows pods cannot ping the outside")


def test_a_pasted_error_is_answered_unasked_until_somebody_mutes_it(slack: SlackPage) -> None:
    """The button says until when, a mention works all the same, and a word ends it."""
    answer = slack.ask("container operating system does not match the host operating system")
    expect(answer).to_contain_text("I listen in this channel")
    slack.picture("unasked")

    slack.press(answer, "Mute here")
    expect(slack.message("I say nothing here unasked until")).to_contain_text("UTC")
    pasted = slack.send("E1125 06:12:09 main.go:112] Waiting for the Network to be created")
    mentioned = slack.ask("@kubewhy E1125 06:12:09 main.go:112] Waiting for the Network to be created")
    expect(mentioned.locator(".bk-header")).to_contain_text("flanneld")
    expect(pasted.locator(".thread-summary")).to_have_count(0)

    slack.send("/kubewhy unmute")
    expect(slack.message("I may speak here unasked again")).to_be_visible()
    expect(slack.ask("The wrong diskette is in the drive. Insert %2 into drive %1. (0x22)")).to_contain_text("HNS")
