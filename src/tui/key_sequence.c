/* What a whole control sequence of a terminal means.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/key_sequence.h"

#define ESCAPE 0x1B
#define MOUSE_ORIGIN 33 /* X10 counts from 1, and adds a blank */

Sequence sequence_parse(Str inner, char final)
{
    Sequence sequence = {.final = final};
    if (inner.len && inner.data[0] >= '<' && inner.data[0] <= '?') {
        sequence.private_mark = inner.data[0];
        inner = str_slice(inner, 1, inner.len);
    }
    while (inner.data && sequence.count < (int)ARRAY_SIZE(sequence.parameters)) {
        Str part = str_split(&inner, ';');
        int64_t value = 0;
        Str number = str_split(&part, ':'); /* sub-parameters are of no use here */
        if (str_parse_int(number, &value) && value >= 0 && value <= 0x10FFFF)
            sequence.parameters[sequence.count] = (int)value;
        sequence.count++;
    }
    return sequence;
}

/* ---- keys -------------------------------------------------------------- */

/* xterm's parameter: 1 + (1 shift | 2 alt | 4 control | 8 meta). */
static unsigned modifiers_from(int parameter)
{
    unsigned bits = parameter > 1 ? (unsigned)parameter - 1 : 0;
    return (bits & 1 ? (unsigned)KEY_SHIFT : 0) |
           (bits & (2 | 8) ? (unsigned)KEY_ALT : 0) | (bits & 4 ? (unsigned)KEY_CTRL : 0);
}

static uint32_t find_letter(char final)
{
    static const struct {
        char final;
        uint32_t code;
    } letters[] = {
        {'A', KEY_UP},   {'B', KEY_DOWN}, {'C', KEY_RIGHT}, {'D', KEY_LEFT},
        {'H', KEY_HOME}, {'F', KEY_END},  {'P', KEY_F1},    {'Q', KEY_F2},
        {'R', KEY_F3},   {'S', KEY_F4},
    };
    for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
        if (letters[i].final == final)
            return letters[i].code;
    }
    return KEY_NONE;
}

static uint32_t find_number(int number)
{
    static const uint32_t codes[] = {
        [1] = KEY_HOME,    [2] = KEY_INSERT,    [3] = KEY_DELETE, [4] = KEY_END,
        [5] = KEY_PAGE_UP, [6] = KEY_PAGE_DOWN, [7] = KEY_HOME,   [8] = KEY_END,
        [11] = KEY_F1,     [12] = KEY_F2,       [13] = KEY_F3,    [14] = KEY_F4,
        [15] = KEY_F5,     [17] = KEY_F6,       [18] = KEY_F7,    [19] = KEY_F8,
        [20] = KEY_F9,     [21] = KEY_F10,      [23] = KEY_F11,   [24] = KEY_F12,
        [25] = KEY_F13,    [26] = KEY_F14,      [28] = KEY_F15,   [29] = KEY_F16,
        [31] = KEY_F17,    [32] = KEY_F18,      [33] = KEY_F19,   [34] = KEY_F20,
    };
    return number > 0 && (size_t)number < ARRAY_SIZE(codes) ? codes[number] : KEY_NONE;
}

Key key_from_control(unsigned char byte, unsigned modifiers)
{
    Key key = {.modifiers = (uint8_t)modifiers};
    switch (byte) {
    case '\r':
    case '\n':
        key.code = KEY_ENTER;
        return key;
    case '\t':
        key.code = KEY_TAB;
        return key;
    case '\b':
    case 0x7F:
        key.code = KEY_BACKSPACE;
        return key;
    }
    key.modifiers |= KEY_CTRL;
    key.code = byte == 0 ? ' ' : byte + (uint32_t)(byte < ESCAPE ? 'a' - 1 : '@');
    return key;
}

/* A key given by its code point: CSI u of kitty, CSI 27 ; m ; c ~ of xterm. */
static Key key_from_code(uint32_t code, unsigned modifiers)
{
    if (code == ESCAPE)
        return (Key){KEY_ESCAPE, (uint8_t)modifiers};
    if (code < 0x20 || code == 0x7F)
        return key_from_control((unsigned char)code, modifiers);
    if (code >= 0xE000 && code <= 0xF8FF)
        return (Key){0}; /* kitty's keys that are no characters */
    return (Key){code, (uint8_t)modifiers};
}

/* Behind a number rxvt says ~ for the key alone, and these with modifiers. */
static unsigned modifiers_from_final(char final)
{
    return (final == '$' || final == '@' ? (unsigned)KEY_SHIFT : 0) |
           (final == '^' || final == '@' ? (unsigned)KEY_CTRL : 0);
}

bool sequence_get_key(const Sequence *sequence, Key *key)
{
    int first = sequence->parameters[0];
    unsigned modifiers =
        sequence->count > 1 ? modifiers_from(sequence->parameters[1]) : 0;
    *key = (Key){0};
    if (sequence->private_mark)
        return false;
    switch (sequence->final) {
    case '~':
        *key = first == 27 ? key_from_code((uint32_t)sequence->parameters[2], modifiers)
                           : (Key){find_number(first), (uint8_t)modifiers};
        break;
    case '$':
    case '^':
    case '@':
        *key = (Key){find_number(first), (uint8_t)modifiers_from_final(sequence->final)};
        break;
    case 'u':
        *key = key_from_code((uint32_t)first, modifiers);
        break;
    case 'Z':
        *key = (Key){KEY_TAB, (uint8_t)(modifiers | KEY_SHIFT)};
        break;
    case 'a':
    case 'b':
    case 'c':
    case 'd': /* rxvt */
        *key = (Key){find_letter((char)(sequence->final - 'a' + 'A')), KEY_SHIFT};
        break;
    default:
        *key = (Key){find_letter(sequence->final), (uint8_t)modifiers};
    }
    return key->code != KEY_NONE;
}

bool sequence_get_ss3_key(const Sequence *sequence, Key *key)
{
    char final = sequence->final;
    int last = sequence->count ? sequence->parameters[sequence->count - 1] : 0;
    unsigned modifiers = modifiers_from(last); /* SS3 5 A and SS3 1 ; 5 A of older ones */
    uint32_t code = find_letter(final);
    if (final >= 'a' && final <= 'd') { /* rxvt */
        code = find_letter((char)(final - 'a' + 'A'));
        modifiers |= KEY_CTRL;
    } else if (final >= 'j' && final <= 'y') { /* the number pad: *+,-./0123456789 */
        code = (uint32_t)(final - 'j' + '*');
    } else if (final == 'M' || final == 'X' || final == 'I') {
        code = final == 'M' ? KEY_ENTER : final == 'X' ? '=' : KEY_TAB;
    }
    *key = (Key){code, (uint8_t)modifiers};
    return code != KEY_NONE;
}

/* ---- mouse ------------------------------------------------------------- */

/* The buttons as xterm counts them: 64 the wheel, 32 moved, the modifiers between, and
 * the lowest two the button. */
static bool mouse_from(int button, bool is_release, int row, int column, Event *event)
{
    *event = (Event){.kind = EVENT_MOUSE, .row = row, .column = column};
    if (button & 64)
        event->mouse = button & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
    else if (is_release)
        event->mouse = MOUSE_RELEASE;
    else
        event->mouse = button & 32 ? MOUSE_DRAG : MOUSE_CLICK;
    return row >= 0 && column >= 0 &&
           ((button & 64) ? (button & 3) < 2 : (button & 3) == 0);
}

bool sequence_get_mouse(const Sequence *sequence, Event *event)
{
    return mouse_from(sequence->parameters[0], sequence->final == 'm',
                      sequence->parameters[2] - 1, sequence->parameters[1] - 1, event);
}

bool mouse_parse_bytes(const char bytes[3], Event *event)
{
    int button = (unsigned char)bytes[0] - ' ';
    bool is_release = (button & (64 | 3)) == 3; /* of any button */
    return mouse_from(is_release ? 0 : button, is_release,
                      (unsigned char)bytes[2] - MOUSE_ORIGIN,
                      (unsigned char)bytes[1] - MOUSE_ORIGIN, event);
}
