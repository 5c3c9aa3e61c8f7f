/* Trees of values from Lua: the tables that programs write their settings as.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/tree.h"

#include <stdlib.h>
#include <string.h>

typedef struct Lua {
    Str text;
    size_t off;
    int depth;
    Arena *arena;
} Lua;

static char peek(const Lua *lua)
{
    return lua->off < lua->text.len ? lua->text.data[lua->off] : '\0';
}

static Str rest_of(const Lua *lua)
{
    return str_slice(lua->text, lua->off, lua->text.len);
}

/* Blanks and `-- remarks`. */
static void skip_blanks(Lua *lua)
{
    while (lua->off < lua->text.len) {
        if (strchr(" \t\r\n", peek(lua)))
            lua->off++;
        else if (str_has_prefix(rest_of(lua), STR("--")))
            while (lua->off < lua->text.len && peek(lua) != '\n')
                lua->off++;
        else
            break;
    }
}

static bool accept(Lua *lua, char byte)
{
    skip_blanks(lua);
    if (lua->off >= lua->text.len || peek(lua) != byte)
        return false;
    lua->off++;
    return true;
}

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

static Str take_name(Lua *lua)
{
    size_t start = lua->off;
    while (is_name_byte(peek(lua)))
        lua->off++;
    return str_slice(lua->text, start, lua->off);
}

/* ---- strings --------------------------------------------------------------------- */

/* \n \" \\ \65 and a line end behind a backslash. */
static void take_escape(Lua *lua, StrBuf *out)
{
    static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
    char byte = peek(lua);
    const char *at = byte ? strchr(from, byte) : NULL;
    int code = 0, digits = 0;
    while (digits < 3 && peek(lua) >= '0' && peek(lua) <= '9') {
        code = code * 10 + (peek(lua) - '0');
        digits++;
        lua->off++;
    }
    if (digits) {
        strbuf_append_byte(out, (char)(unsigned char)(code & 255));
        return;
    }
    lua->off++;
    strbuf_append_byte(out, at ? to[at - from] : byte);
}

static bool take_string(Lua *lua, Str *value)
{
    StrBuf text = {0};
    char quote = peek(lua);
    lua->off++;
    while (lua->off < lua->text.len && peek(lua) != quote) {
        char byte = peek(lua);
        lua->off++;
        if (byte == '\\')
            take_escape(lua, &text);
        else
            strbuf_append_byte(&text, byte);
    }
    bool is_closed = peek(lua) == quote;
    lua->off++;
    *value = arena_str(lua->arena, strbuf_get(&text));
    strbuf_clear(&text);
    return is_closed;
}

static bool take_long_string(Lua *lua, Str *value)
{
    size_t start = lua->off + 2;
    size_t end = str_find(lua->text, STR("]]"), start);
    if (end == STR_NONE)
        return false;
    *value = str_slice(lua->text, start, end);
    if (str_has_prefix(*value, STR("\n")))
        *value = str_slice(*value, 1, value->len);
    lua->off = end + 2;
    return true;
}

/* ---- values ------------------------------------------------------------------------ */

static Tree *take_value(Lua *lua);

/* ["name"] = …, [1] = …, name = …, or a value alone. */
static Tree *take_member(Lua *lua)
{
    Str name = {0};
    size_t back = lua->off;
    if (peek(lua) == '[' && !str_has_prefix(rest_of(lua), STR("[["))) {
        lua->off++;
        const Tree *key = take_value(lua);
        if (!key || !accept(lua, ']') || !accept(lua, '='))
            return NULL;
        name = key->kind == TREE_TEXT ? key->text : (Str){0};
    } else if (is_name_byte(peek(lua))) {
        name = take_name(lua);
        if (!accept(lua, '=')) {
            name = (Str){0};
            lua->off = back;
        }
    }
    Tree *value = take_value(lua);
    if (value)
        value->name = name;
    return value;
}

static bool take_table(Lua *lua, Tree *tree)
{
    Tree **last = &tree->first;
    lua->off++;
    while (!accept(lua, '}')) {
        *last = take_member(lua);
        if (!*last)
            return false;
        last = &(*last)->next;
        if (!accept(lua, ',') && !accept(lua, ';')) {
            skip_blanks(lua);
            if (peek(lua) != '}')
                return false;
        }
    }
    return true;
}

static bool take_number(Lua *lua, double *value)
{
    size_t start = lua->off;
    while (lua->off < lua->text.len &&
           (is_name_byte(peek(lua)) || strchr("+-.", peek(lua))))
        lua->off++;
    char *copy = str_dup(str_slice(lua->text, start, lua->off));
    char *end = copy;
    *value = strtod(copy, &end);
    bool is_number = end != copy && !*end;
    free(copy);
    return is_number;
}

static bool fill_value(Lua *lua, Tree *tree)
{
    size_t back = lua->off;
    if (peek(lua) == '{') {
        tree->kind = TREE_TABLE;
        return take_table(lua, tree);
    }
    tree->kind = TREE_TEXT;
    if (peek(lua) == '"' || peek(lua) == '\'')
        return take_string(lua, &tree->text);
    if (str_has_prefix(rest_of(lua), STR("[[")))
        return take_long_string(lua, &tree->text);
    Str word = take_name(lua);
    tree->kind = TREE_NULL;
    if (str_is_equal(word, STR("nil")))
        return true;
    tree->kind = TREE_BOOL;
    tree->number = str_is_equal(word, STR("true"));
    if (tree->number != 0 || str_is_equal(word, STR("false")))
        return true;
    lua->off = back;
    tree->kind = TREE_NUMBER;
    return take_number(lua, &tree->number);
}

static Tree *take_value(Lua *lua)
{
    Tree *tree = arena_alloc(lua->arena, sizeof(*tree));
    skip_blanks(lua);
    if (lua->off >= lua->text.len || lua->depth >= TREE_MAX_DEPTH)
        return NULL;
    lua->depth++;
    bool is_right = fill_value(lua, tree);
    lua->depth--;
    return is_right ? tree : NULL;
}

Tree *tree_parse_lua(Str text, Arena *arena)
{
    Lua lua = {.text = text, .arena = arena};
    skip_blanks(&lua);
    Str word = take_name(&lua);
    skip_blanks(&lua);
    if (!str_is_equal(word, STR("return")) || peek(&lua) != '{')
        return NULL;
    return take_value(&lua);
}
