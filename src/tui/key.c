/* Keys and their names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include "tui/key.h"

static const char *const key_names[] = {
    "",
#define NAMED_KEY(id, name) name,
#include "../tables/keys.def"
#undef NAMED_KEY
};

static bool key_find_name(Str name, uint32_t *code)
{
    bool is_lt = str_is_equal_nocase(name, STR("lt"));
    if (is_lt || str_is_equal_nocase(name, STR("gt"))) {
        *code = is_lt ? '<' : '>';
        return true;
    }
    for (uint32_t i = 1; i < ARRAY_SIZE(key_names); i++) {
        if (!str_is_equal_nocase(name, str_from(key_names[i])))
            continue;
        *code = KEY_SPECIAL + i == KEY_SPACE_NAMED ? ' ' : KEY_SPECIAL + i;
        return true;
    }
    return false;
}

static uint8_t key_parse_modifier(char letter)
{
    switch (letter) {
    case 'C':
    case 'c':
        return KEY_CTRL;
    case 'A':
    case 'a':
    case 'M':
    case 'm':
        return KEY_ALT;
    case 'S':
    case 's':
        return KEY_SHIFT;
    }
    return 0;
}

/* What stands between < and >. */
static bool key_parse_bracketed(Str inner, Key *key)
{
    *key = (Key){0};
    while (inner.len > 2 && inner.data[1] == '-' && key_parse_modifier(inner.data[0])) {
        key->modifiers |= key_parse_modifier(inner.data[0]);
        inner = str_slice(inner, 2, inner.len);
    }
    if (key_find_name(inner, &key->code))
        return true;
    size_t off = 0;
    if (!key->modifiers || inner.len == 0)
        return false;
    key->code = utf8_next(inner, &off);
    if (key->modifiers & KEY_CTRL && key->code >= 'A' && key->code <= 'Z')
        key->code += 'a' - 'A';
    return off == inner.len;
}

bool key_parse(Str text, size_t *off, Key *key)
{
    if (*off >= text.len)
        return false;
    if (text.data[*off] != '<') {
        *key = (Key){.code = utf8_next(text, off)};
        return true;
    }
    size_t close = str_find(text, STR(">"), *off);
    if (close == STR_NONE || !key_parse_bracketed(str_slice(text, *off + 1, close), key))
        return false;
    *off = close + 1;
    return true;
}

void key_append_name(Key key, StrBuf *out)
{
    bool is_special = key.code > KEY_SPECIAL && key.code < KEY_CODE_END;
    bool is_bracketed = is_special || key.modifiers || key.code == ' ' || key.code == '<';
    if (is_bracketed)
        strbuf_append_byte(out, '<');
    if (key.modifiers & KEY_CTRL)
        strbuf_append_text(out, "C-");
    if (key.modifiers & KEY_ALT)
        strbuf_append_text(out, "A-");
    if (key.modifiers & KEY_SHIFT)
        strbuf_append_text(out, "S-");
    if (is_special)
        strbuf_append_text(out, key_names[key.code - KEY_SPECIAL]);
    else if (key.code == ' ')
        strbuf_append_text(out, key_names[KEY_SPACE_NAMED - KEY_SPECIAL]);
    else if (key.code == '<')
        strbuf_append_text(out, "lt");
    else if (key.code == '>' && is_bracketed)
        strbuf_append_text(out, "gt");
    else
        strbuf_append_codepoint(out, key.code);
    if (is_bracketed)
        strbuf_append_byte(out, '>');
}

void key_append_label(Key key, StrBuf *out)
{
    if (key_is(key, KEY_CHAR, 0)) {
        strbuf_append_text(out, "{a-z}");
        return;
    }
    if (key.modifiers == KEY_CTRL && key.code > ' ' && key.code < 0x7F) {
        strbuf_append_byte(out, '^');
        bool is_lower = key.code >= 'a' && key.code <= 'z';
        strbuf_append_byte(out, (char)(is_lower ? key.code - 'a' + 'A' : key.code));
        return;
    }
    StrBuf name = {0};
    key_append_name(key, &name);
    Str label = strbuf_get(&name);
    if (label.len > 2 && label.data[0] == '<')
        label = str_slice(label, 1, label.len - 1);
    strbuf_append_str(out, str_is_equal(label, STR("lt")) ? STR("<") : label);
    strbuf_clear(&name);
}

Key key_fold(Key key)
{
    /* What the keys of an input method in Chinese mode send for ASCII marks. */
    static const struct {
        char16_t from;
        char to;
    } marks[] = {
        {u'。', '.'}, {u'，', ','}, {u'、', '/'}, {u'《', '<'}, {u'》', '>'},
        {u'【', '['}, {u'】', ']'}, {u'「', '['}, {u'」', ']'}, {u'“', '"'},
        {u'”', '"'},  {u'‘', '\''}, {u'’', '\''}, {u'￥', '$'}, {u'　', ' '},
        {u'…', '^'},  {u'—', '_'},  {u'·', '`'},
    };
    if (key.code >= 0xFF01 && key.code <= 0xFF5E)
        key.code -= 0xFF01 - '!';
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        if (key.code == marks[i].from)
            key.code = (uint32_t)marks[i].to;
    }
    return key;
}

bool key_is(Key key, uint32_t code, unsigned modifiers)
{
    return key.code == code && key.modifiers == modifiers;
}
