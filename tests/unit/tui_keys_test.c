/* Keys: names, folding, and bytes to events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- names ------------------------------------------------------------- */

static void keys_are(const char *text, const char *expected)
{
    StrBuf names = {0};
    Key key;
    strbuf_append_text(&names, "");
    for (size_t off = 0; key_parse(str_from(text), &off, &key);)
        key_append_name(key, &names);
    assert_string_equal(names.data, expected);
    strbuf_clear(&names);
}

static void names_are_read_and_written(void **state)
{
    (void)state;
    keys_are("zM", "zM");
    keys_are("<C-f><c-F>", "<C-f><C-f>");
    keys_are("<Esc><enter><BS>", "<Esc><Enter><BS>");
    keys_are("<Space><lt>", "<Space><lt>");
    keys_are("<A-lt><A-gt>><gt>", "<A-lt><A-gt>>>");
    keys_are("<A-b><M-b><S-Tab><C-A-x>", "<A-b><A-b><S-Tab><C-A-x>");
    keys_are("协", "协");
    keys_are("<F1><F12><PageDown>", "<F1><F12><PageDown>");
}

static void broken_names_end_the_reading(void **state)
{
    (void)state;
    keys_are("a<Nothing>b", "a");
    keys_are("<", "");
    keys_are("<>", "");
    keys_are("<C->", "");
    keys_are("<x>", "");
    keys_are("<C-xy>", "");
}

static void full_width_keys_stand_for_ascii(void **state)
{
    (void)state;
    const struct {
        uint32_t from, to;
    } pairs[] = {{u'：', ':'}, {u'／', '/'}, {u'？', '?'}, {u'ｊ', 'j'},
                 {u'。', '.'}, {u'，', ','}, {u'　', ' '}, {u'协', u'协'}};
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
        assert_int_equal(key_fold((Key){.code = pairs[i].from}).code, pairs[i].to);
}

/* ---- bytes to events --------------------------------------------------- */

static void append_event(const Event *event, StrBuf *out)
{
    static const char *const mouse[] = {"click", "drag", "release", "up", "down"};
    if (event->kind == EVENT_KEY)
        key_append_name(event->key, out);
    if (event->kind == EVENT_PASTE)
        strbuf_appendf(out, "{%.*s}", STR_ARG(event->paste));
    if (event->kind == EVENT_MOUSE)
        strbuf_appendf(out, "[%s %d %d]", mouse[event->mouse], event->row, event->column);
}

static void take_all(KeyReader *reader, bool is_timeout, StrBuf *out)
{
    for (;;) {
        Event event = key_reader_next(reader, is_timeout);
        if (event.kind == EVENT_NONE)
            return;
        append_event(&event, out);
    }
}

/* The same events must come whole, byte by byte, and with a timeout at the end. */
static void bytes_give_len(const char *bytes, size_t len, const char *expected)
{
    for (int piecewise = 0; piecewise < 2; piecewise++) {
        KeyReader *reader = key_reader_new();
        StrBuf found = {0};
        strbuf_append_text(&found, "");
        size_t step = piecewise ? 1 : len;
        for (size_t off = 0; off < len; off += step) {
            key_reader_feed(reader, (Str){bytes + off, step});
            take_all(reader, false, &found);
        }
        for (int i = 0; i < 50 && key_reader_is_pending(reader); i++)
            take_all(reader, true, &found);
        assert_string_equal(found.data, expected);
        assert_false(key_reader_is_pending(reader));
        strbuf_clear(&found);
        key_reader_free(reader);
    }
}

static void bytes_give(const char *bytes, const char *expected)
{
    bytes_give_len(bytes, strlen(bytes), expected);
}

static void characters_arrive_in_pieces(void **state)
{
    (void)state;
    bytes_give("协商a𠀀", "协商a𠀀");
    bytes_give("j\r\t\177\b", "j<Enter><Tab><BS><BS>");
    bytes_give("\x01\x1a\x1f", "<C-a><C-z><C-_>");
    bytes_give_len("\0", 1, "<C-Space>");
}

static void bytes_that_are_no_character_are_not_lost(void **state)
{
    (void)state;
    bytes_give("\xff"
               "a",
               "\xEF\xBF\xBD"
               "a");
    bytes_give("\xe5\x8d", "\xEF\xBF\xBD"); /* cut off: after the timeout */
    bytes_give("\xe5\x8d"
               "b",
               "\xEF\xBF\xBD"
               "b");
    bytes_give("\xc2\x9b"
               "31m",
               "31m"); /* C1 is nobody's key */
}

static void sequences_of_terminals_are_keys(void **state)
{
    (void)state;
    bytes_give("\033[A\033OB\033[C\033[D", "<Up><Down><Right><Left>");
    bytes_give("\033[H\033OF\033[1~\033[4~\033[7~", "<Home><End><Home><End><Home>");
    bytes_give("\033[5~\033[6~\033[2~\033[3~", "<PageUp><PageDown><Insert><Delete>");
    bytes_give("\033OP\033[15~\033[24~\033[[A\033[[E", "<F1><F5><F12><F1><F5>");
    bytes_give("\033[Z", "<S-Tab>");
    bytes_give("\033[1;5C\033[1;2A\033[3;3~", "<C-Right><S-Up><A-Delete>");
    bytes_give("\033[27;5;102~\033[102;5u\033[27u", "<C-f><C-f><Esc>");
}

static void escape_alone_is_a_key_after_the_timeout(void **state)
{
    (void)state;
    bytes_give("\033", "<Esc>");
    bytes_give("\033\033", "<Esc><Esc>");
    bytes_give("\033b", "<A-b>");
    bytes_give("\033协", "<A-协>");
    bytes_give("\033\r", "<A-Enter>");
    bytes_give("\033[", "<A-[>");
    bytes_give("\033O", "<A-O>");
    bytes_give("\033\033j", "<Esc><A-j>");
    bytes_give("\033\033[2;5Rj", "<Esc>j"); /* pressed when an answer came */
    bytes_give("\033\033[<0;5;3M", "<Esc>[click 2 4]");
    bytes_give("\033\033[200~协\033[201~", "<Esc>{协}");
    bytes_give("\033\033[1;3A", "<Esc><A-Up>");
    bytes_give("\033\033[", "<Esc><A-[>");
}

static void answers_of_the_terminal_are_no_keys(void **state)
{
    (void)state;
    bytes_give("\033[?62;22cj", "j");
    bytes_give("\033[2;5Rj", "j");
    bytes_give("\033]11;rgb:ffff/ffff/ffff\aj", "j");
    bytes_give("\033P1+r524742\033\\j", "j");
    bytes_give("\033[I\033[Oj", "j");
    bytes_give("\033[999999999999999999999999;5Xj", "j");
}

/* Has a key come? Asked before anything is taken. */
static void keys_wait(const char *bytes, bool expected, EventKind next)
{
    KeyReader *reader = key_reader_new();
    key_reader_feed(reader, str_from(bytes));
    assert_int_equal(key_reader_has_keys(reader), expected);
    assert_int_equal(key_reader_has_keys(reader), expected);
    assert_int_equal(key_reader_next(reader, false).kind, next);
    key_reader_free(reader);
}

static void an_answer_that_waits_is_no_key_that_waits(void **state)
{
    (void)state;
    keys_wait("", false, EVENT_NONE);
    keys_wait("\033[0n", false, EVENT_NONE);
    keys_wait("\033[3;5R\033]11;rgb:ffff/ffff/ffff\033\\\033[?62c", false, EVENT_NONE);
    keys_wait("\033[0nj", true, EVENT_KEY);
    keys_wait("\033[0n\033[A", true, EVENT_KEY);
    keys_wait("\033\033[A", true, EVENT_KEY);
    keys_wait("\033[0n\033[<0;3;4M", true, EVENT_MOUSE);
    keys_wait("\033[0n\033[200~text\033[201~", true, EVENT_PASTE);
    keys_wait("\033", true, EVENT_NONE); /* may become one */
    keys_wait("\033[0", true, EVENT_NONE);
    keys_wait("\xe5\x8d", true, EVENT_NONE);
}

static void is_in_sequence(const char *bytes, bool expected)
{
    KeyReader *reader = key_reader_new();
    key_reader_feed(reader, str_from(bytes));
    while (key_reader_next(reader, false).kind != EVENT_NONE)
        ;
    assert_int_equal(key_reader_is_in_sequence(reader), expected);
    key_reader_free(reader);
}

static void only_what_cannot_be_escape_is_a_sequence(void **state)
{
    (void)state;
    is_in_sequence("", false);
    is_in_sequence("j\033", false);
    is_in_sequence("\033\033", false);
    is_in_sequence("\xe5\x8d", false);
    is_in_sequence("\033[200~text\033[20", false);
    is_in_sequence("j\033[", true);
    is_in_sequence("\033[12;", true);
    is_in_sequence("\033O", true);
    is_in_sequence("\033]11;rgb:ff", true);
    is_in_sequence("\033[A", false); /* it has come */
}

static void endless_sequences_are_dropped(void **state)
{
    (void)state;
    StrBuf bytes = {0};
    strbuf_append_text(&bytes, "\033[");
    for (int i = 0; i < 100; i++)
        strbuf_append_text(&bytes, "1;");
    KeyReader *reader = key_reader_new();
    key_reader_feed(reader, strbuf_get(&bytes));
    StrBuf found = {0};
    take_all(reader, false, &found);
    key_reader_feed(reader, STR("j"));
    take_all(reader, true, &found);
    assert_true(found.len > 0 && found.data[found.len - 1] == 'j');
    strbuf_clear(&found);
    strbuf_clear(&bytes);
    key_reader_free(reader);
}

static void a_character_may_take_its_time(void **state)
{
    (void)state;
    KeyReader *reader = key_reader_new();
    StrBuf found = {0};
    key_reader_feed(reader, STR("\xe5\x8d"));
    for (int i = 0; i < 10; i++)
        take_all(reader, true, &found); /* 250 ms: a slow network, no broken input */
    assert_int_equal(found.len, 0);
    key_reader_feed(reader, STR("\x8f"));
    take_all(reader, false, &found);
    assert_string_equal(found.data, "协");
    strbuf_clear(&found);
    key_reader_free(reader);
}

static void paste_is_one_event(void **state)
{
    (void)state;
    bytes_give("\033[200~协商\033[201~j", "{协商}j");
    bytes_give("\033[200~a\r\nb\rc\td\033[201~", "{a\nb\nc\td}");
    bytes_give("\033[200~\033[31m\x07\x9b红\033[201~", "{[31m\xEF\xBF\xBD红}");
    bytes_give("\033[200~:q\r\033[201~", "{:q\n}"); /* pasted keys do nothing */
    bytes_give("\033[200~\033[201~j", "j");
}

static void paste_without_an_end_is_over_some_time(void **state)
{
    (void)state;
    KeyReader *reader = key_reader_new();
    StrBuf found = {0};
    key_reader_feed(reader, STR("\033[200~abc"));
    for (int i = 0; i < 100 && found.len == 0; i++)
        take_all(reader, true, &found);
    assert_string_equal(found.data, "{abc}");
    key_reader_feed(reader, STR("j"));
    take_all(reader, false, &found);
    assert_string_equal(found.data, "{abc}j");
    strbuf_clear(&found);
    key_reader_free(reader);
}

static void mouse_is_counted_from_zero(void **state)
{
    (void)state;
    bytes_give("\033[<0;5;3M\033[<0;5;3m", "[click 2 4][release 2 4]");
    bytes_give("\033[<32;6;3M", "[drag 2 5]");
    bytes_give("\033[<64;1;1M\033[<65;1;1M", "[up 0 0][down 0 0]");
    bytes_give("\033[<2;1;1Mj", "j"); /* other buttons mean nothing */
    bytes_give("\033[<0;300;400M", "[click 399 299]");
    bytes_give("\033[<4;5;3M", "[click 2 4]"); /* Shift does not matter */
}

/* rxvt, older PuTTY and screen: from column 96 on the bytes are no UTF-8, and beyond 223
 * there are none. */
static void the_mouse_of_x10_is_no_text(void **state)
{
    (void)state;
    bytes_give("\033[M !!j", "[click 0 0]j");
    bytes_give("\033[M %#\033[M#%#", "[click 2 4][release 2 4]");
    bytes_give("\033[M@%#", "[drag 2 4]");
    bytes_give("\033[M`!!\033[Ma!!", "[up 0 0][down 0 0]");
    bytes_give("\033[M \177!", "[click 0 94]");
    bytes_give("\033[M \200!j", "[click 0 95]j");
    bytes_give("\033[M \377\377j", "[click 222 222]j");
    bytes_give_len("\033[M \0!j", 7, "j"); /* farther than it can say */
    bytes_give("\033[M\"!!j", "j");
    bytes_give("\033[M !", ""); /* cut off: no key was pressed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_and_written),
        cmocka_unit_test(broken_names_end_the_reading),
        cmocka_unit_test(full_width_keys_stand_for_ascii),
        cmocka_unit_test(characters_arrive_in_pieces),
        cmocka_unit_test(bytes_that_are_no_character_are_not_lost),
        cmocka_unit_test(sequences_of_terminals_are_keys),
        cmocka_unit_test(escape_alone_is_a_key_after_the_timeout),
        cmocka_unit_test(answers_of_the_terminal_are_no_keys),
        cmocka_unit_test(an_answer_that_waits_is_no_key_that_waits),
        cmocka_unit_test(only_what_cannot_be_escape_is_a_sequence),
        cmocka_unit_test(endless_sequences_are_dropped),
        cmocka_unit_test(a_character_may_take_its_time),
        cmocka_unit_test(paste_is_one_event),
        cmocka_unit_test(paste_without_an_end_is_over_some_time),
        cmocka_unit_test(mouse_is_counted_from_zero),
        cmocka_unit_test(the_mouse_of_x10_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
