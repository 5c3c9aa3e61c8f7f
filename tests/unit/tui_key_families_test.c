/* What the keys of each family of terminals send: from their manuals, by hand, and as
 * terminfo describes them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void append_all(KeyReader *reader, bool is_timeout, StrBuf *out)
{
    Event event;
    while ((event = key_reader_next(reader, is_timeout)).kind == EVENT_KEY)
        key_append_name(event.key, out);
    assert_int_equal(event.kind, EVENT_NONE);
}

/* Whole or byte by byte, and with a j behind, which must not be swallowed. */
static size_t count_wrong(const char *family, Str bytes, const char *expected)
{
    size_t wrong = 0;
    for (size_t step = 1; step <= bytes.len; step += MAX(bytes.len - 1, 1)) {
        KeyReader *reader = key_reader_new();
        StrBuf found = {0}, wanted = {0};
        strbuf_appendf(&wanted, "%sj", expected);
        for (size_t off = 0; off < bytes.len; off += step) {
            key_reader_feed(reader, str_slice(bytes, off, off + step));
            append_all(reader, false, &found);
        }
        append_all(reader, true, &found);
        key_reader_feed(reader, STR("j"));
        append_all(reader, true, &found);
        if (!str_is_equal(strbuf_get(&found), strbuf_get(&wanted))) {
            print_error("%s: Esc%.*s gives %s, not %s\n", family, (int)bytes.len - 1,
                        bytes.data + 1, found.data, wanted.data);
            wrong++;
        }
        strbuf_clear(&found);
        strbuf_clear(&wanted);
        key_reader_free(reader);
    }
    return wrong;
}

typedef struct Sent {
    const char *bytes, *key;
} Sent;

static void family_is_read(const char *family, const Sent *sent, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += count_wrong(family, str_from(sent[i].bytes), sent[i].key);
    assert_int_equal(wrong, 0);
}

/* ctlseqs.txt, “PC-Style Function Keys”, “Alt and Meta Keys”, modifyOtherKeys. */
static void the_keys_of_xterm(void **state)
{
    (void)state;
    static const Sent sent[] = {
        {"\033[H", "<Home>"},
        {"\033OH", "<Home>"},
        {"\033[F", "<End>"},
        {"\033OF", "<End>"},
        {"\033[2~", "<Insert>"},
        {"\033[3~", "<Delete>"},
        {"\033[5~", "<PageUp>"},
        {"\033[6~", "<PageDown>"},
        {"\033OP", "<F1>"},
        {"\033OS", "<F4>"},
        {"\033[15~", "<F5>"},
        {"\033[24~", "<F12>"},
        {"\033[1;2P", "<S-F1>"},
        {"\033[1;5R", "<C-F3>"},
        {"\033[15;2~", "<S-F5>"},
        {"\033[24;5~", "<C-F12>"},
        {"\033[A", "<Up>"},
        {"\033OA", "<Up>"},
        {"\033[1;2A", "<S-Up>"},
        {"\033[1;3B", "<A-Down>"},
        {"\033[1;5C", "<C-Right>"},
        {"\033[1;6D", "<C-S-Left>"},
        {"\033[1;7H", "<C-A-Home>"},
        {"\033[1;8F", "<C-A-S-End>"},
        {"\033[1;9A", "<A-Up>"},
        {"\033[3;5~", "<C-Delete>"},
        {"\033[5;5~", "<C-PageUp>"},
        {"\033[Z", "<S-Tab>"},
        {"\033[27;5;9~", "<C-Tab>"},
        {"\033[27;6;9~", "<C-S-Tab>"},
        {"\033[27;5;13~", "<C-Enter>"},
        {"\033[102;5u", "<C-f>"},
        {"\033OM", "<Enter>"},
        {"\033Ok", "+"},
        {"\033Oj", "*"},
        {"\033Op", "0"},
        {"\033Oy", "9"},
        {"\033OX", "="},
        {"\033O5A", "<C-Up>"}, /* older ones */
        {"\033O1;2P", "<S-F1>"},
        {"\033\r", "<A-Enter>"},
    };
    family_is_read("xterm", sent, ARRAY_SIZE(sent));
}

/* console_codes(4), and keymaps of kbd. */
static void the_keys_of_the_linux_console(void **state)
{
    (void)state;
    static const Sent sent[] = {
        {"\033[[A", "<F1>"},     {"\033[[B", "<F2>"},     {"\033[[E", "<F5>"},
        {"\033[17~", "<F6>"},    {"\033[21~", "<F10>"},   {"\033[23~", "<F11>"},
        {"\033[24~", "<F12>"},   {"\033[25~", "<F13>"},   {"\033[34~", "<F20>"},
        {"\033[1~", "<Home>"},   {"\033[4~", "<End>"},    {"\033[2~", "<Insert>"},
        {"\033[3~", "<Delete>"}, {"\033[5~", "<PageUp>"}, {"\033[6~", "<PageDown>"},
        {"\033[A", "<Up>"},      {"\033[D", "<Left>"},    {"\033\t", "<S-Tab>"},
        {"\033\177", "<A-BS>"},
    };
    family_is_read("linux", sent, ARRAY_SIZE(sent));
}

/* rxvt(7), “Key Codes”: ~ alone, ^ with Control, $ with Shift, @ with both; Esc before
 * all of it for Alt. */
static void the_keys_of_rxvt(void **state)
{
    (void)state;
    static const Sent sent[] = {
        {"\033[7~", "<Home>"},      {"\033[8~", "<End>"},
        {"\033[7^", "<C-Home>"},    {"\033[8@", "<C-S-End>"},
        {"\033[3$", "<S-Delete>"},  {"\033[3^", "<C-Delete>"},
        {"\033[5^", "<C-PageUp>"},  {"\033[6$", "<S-PageDown>"},
        {"\033[a", "<S-Up>"},       {"\033[d", "<S-Left>"},
        {"\033Oa", "<C-Up>"},       {"\033Oc", "<C-Right>"},
        {"\033[11~", "<F1>"},       {"\033[14~", "<F4>"},
        {"\033[11^", "<C-F1>"},     {"\033[23$", "<S-F11>"},
        {"\033[24@", "<C-S-F12>"},  {"\033\033[A", "<A-Up>"},
        {"\033\033[D", "<A-Left>"}, {"\033\033[7~", "<A-Home>"},
        {"\033\033Oa", "<C-A-Up>"}, {"\033\033[3^", "<C-A-Delete>"},
    };
    family_is_read("rxvt", sent, ARRAY_SIZE(sent));
}

/* PuTTY's manual, 4.4 “The Keyboard panel”, in its ways Standard, Linux, Xterm R6, VT400,
 * VT100+; Shift-F1 is F11 there. */
static void the_keys_of_putty(void **state)
{
    (void)state;
    static const Sent sent[] = {
        {"\033[1~", "<Home>"},
        {"\033[4~", "<End>"},
        {"\033[H", "<Home>"},
        {"\033OF", "<End>"},
        {"\033[11~", "<F1>"},
        {"\033[12~", "<F2>"},
        {"\033[15~", "<F5>"},
        {"\033[23~", "<F11>"},
        {"\033[25~", "<F13>"},
        {"\033[[A", "<F1>"},
        {"\033OP", "<F1>"},
        {"\033[1;5D", "<C-Left>"},
        {"\033\033[A", "<A-Up>"},
        {"\033\033OC", "<A-Right>"},
        {"\033\033[6~", "<A-PageDown>"},
        {"\033[Z", "<S-Tab>"},
    };
    family_is_read("putty", sent, ARRAY_SIZE(sent));
}

/* screen(1) and tmux(1) say what they say outside of them. */
static void the_keys_of_screen_and_tmux(void **state)
{
    (void)state;
    static const Sent sent[] = {
        {"\033[1~", "<Home>"},    {"\033[4~", "<End>"},          {"\033OA", "<Up>"},
        {"\033OP", "<F1>"},       {"\033[23~", "<F11>"},         {"\033[3~", "<Delete>"},
        {"\033\033OA", "<A-Up>"}, {"\033[1;5A", "<C-Up>"},       {"\033[Z", "<S-Tab>"},
        {"\033[2~", "<Insert>"},  {"\033[6;5~", "<C-PageDown>"},
    };
    family_is_read("screen", sent, ARRAY_SIZE(sent));
}

/* ---- as terminfo has them ------------------------------------------------ */

/* infocmp -x1 NAME | sed -n 's/^\tk/k/p', value by value; false when it is unknown here.
 */
static bool terminfo_list(const char *name, StrBuf *out)
{
    StrBuf command = {0};
    char row[512];
    strbuf_appendf(&command, "infocmp -x1 %s 2>/dev/null", name);
    FILE *pipe = popen(command.data, "r");
    while (pipe && fgets(row, sizeof(row), pipe))
        strbuf_append_text(out, row);
    strbuf_clear(&command);
    return pipe && pclose(pipe) == 0 && out->len > 0;
}

/* \E, ^X, \s, \, and octal, as terminfo(5) writes them. */
static void unescape(Str value, StrBuf *out)
{
    for (size_t i = 0; i < value.len; i++) {
        char byte = value.data[i], next = i + 1 < value.len ? value.data[i + 1] : 0;
        if (byte == '\\' && (next == 'E' || next == 'e')) {
            strbuf_append_byte(out, '\033');
            i++;
        } else if (byte == '^' && next) {
            strbuf_append_byte(out, next == '?' ? 0x7F : (char)(next & 0x1F));
            i++;
        } else if (byte == '\\' && next >= '0' && next <= '7' && i + 3 < value.len) {
            strbuf_append_byte(
                out, (char)strtol((char[]){next, value.data[i + 2], value.data[i + 3], 0},
                                  NULL, 8));
            i += 3;
        } else if (byte == '\\' && next) {
            strbuf_append_byte(out, next);
            i++;
        } else {
            strbuf_append_byte(out, byte);
        }
    }
}

/* "kLFT5" is <C-Left>; NULL for what we have no name for. Owned. */
static char *key_of_capability(Str name)
{
    static const struct {
        const char *capability, *key;
    } plain[] =
        {
            {"kcuu1", "<Up>"},     {"kcud1", "<Down>"},   {"kcuf1", "<Right>"},
            {"kcub1", "<Left>"},   {"khome", "<Home>"},   {"kend", "<End>"},
            {"kich1", "<Insert>"}, {"kdch1", "<Delete>"}, {"kpp", "<PageUp>"},
            {"knp", "<PageDown>"}, {"kcbt", "<S-Tab>"},   {"kent", "<Enter>"},
        },
      modified[] = {
          {"kUP", "Up"},      {"kDN", "Down"},      {"kRIT", "Right"}, {"kLFT", "Left"},
          {"kHOM", "Home"},   {"kEND", "End"},      {"kIC", "Insert"}, {"kDC", "Delete"},
          {"kPRV", "PageUp"}, {"kNXT", "PageDown"},
      };
    static const char *const modifiers[] = {
        ['2'] = "S-",   ['3'] = "A-",   ['4'] = "A-S-",   ['5'] = "C-",
        ['6'] = "C-S-", ['7'] = "C-A-", ['8'] = "C-A-S-",
    };
    StrBuf key = {0};
    int64_t number = 0;
    for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
        if (str_is_equal(name, str_from(plain[i].capability)))
            return str_dup(str_from(plain[i].key));
    for (size_t i = 0; i < ARRAY_SIZE(modified); i++) {
        Str stem = str_from(modified[i].capability);
        Str tail = str_slice(name, stem.len, name.len);
        char digit = tail.len == 0 ? '2' : tail.data[0];
        if (!str_has_prefix(name, stem) || tail.len > 1 || digit < '2' || digit > '8')
            continue;
        strbuf_appendf(&key, "<%s%s>", modifiers[(int)digit], modified[i].key);
        return strbuf_detach(&key);
    }
    if (str_has_prefix(name, STR("kf")) &&
        str_parse_int(str_slice(name, 2, name.len), &number) && number >= 1 &&
        number <= 12)
        strbuf_appendf(&key, "<F%d>", (int)number);
    return key.len ? strbuf_detach(&key) : NULL;
}

static size_t count_wrong_of(const char *name, Str list, size_t *count)
{
    size_t wrong = 0;
    while (list.data) {
        Str row = str_trim(str_split(&list, '\n'));
        size_t equal = str_find(row, STR("="), 0);
        if (equal == STR_NONE || !row.len || row.data[0] != 'k')
            continue;
        char *key = key_of_capability(str_slice(row, 0, equal));
        StrBuf bytes = {0};
        unescape(str_slice(row, equal + 1, row.len - 1), &bytes);
        /* rxvt sends for Control and Shift what Up is for all the others. */
        bool is_disputed = str_has_prefix(strbuf_get(&bytes), STR("\033O")) && key &&
                           str_has_prefix(str_from(key), STR("<C-S-"));
        if (key && !is_disputed && bytes.len > 1 && bytes.data[0] == '\033') {
            wrong += count_wrong(name, strbuf_get(&bytes), key);
            ++*count;
        }
        strbuf_clear(&bytes);
        free(key);
    }
    return wrong;
}

static void the_keys_that_terminfo_tells(void **state)
{
    (void)state;
    static const char *const terminals[] = {
        "xterm-256color",
        "linux",
        "rxvt",
        "rxvt-unicode-256color",
        "screen-256color",
        "tmux-256color",
        "putty-256color",
        "st-256color",
        "kitty",
        "foot",
        "mlterm",
        "vt220",
        "konsole-256color",
        "vte-256color",
        "mintty",
        "iterm2",
        "alacritty",
    };
    size_t wrong = 0, count = 0;
    for (size_t i = 0; i < ARRAY_SIZE(terminals); i++) {
        StrBuf list = {0};
        if (terminfo_list(terminals[i], &list))
            wrong += count_wrong_of(terminals[i], strbuf_get(&list), &count);
        else
            print_message("%s is not described here: left out\n", terminals[i]);
        strbuf_clear(&list);
    }
    assert_int_equal(wrong, 0);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_of_xterm),
        cmocka_unit_test(the_keys_of_the_linux_console),
        cmocka_unit_test(the_keys_of_rxvt),
        cmocka_unit_test(the_keys_of_putty),
        cmocka_unit_test(the_keys_of_screen_and_tmux),
        cmocka_unit_test(the_keys_that_terminfo_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
