/* Random editing against a model that knows clusters as a list of boundaries and history
 * as whole texts; and rows that are kept against rows made anew.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/edit_rows.h"
#include "tui/lineedit.h"

#define ROUNDS 150
#define STEPS 120

static const WidthPolicy narrow = {AMBIGUOUS_NARROW};

/* Numerical Recipes' generator: the same edits on every machine. */
typedef struct Dice {
    uint32_t state;
} Dice;

static uint32_t dice_roll(Dice *dice, uint32_t sides)
{
    dice->state = dice->state * 1664525u + 1013904223u;
    return (dice->state >> 8) % sides;
}

static const char *const pieces[] = {
    "协",
    "商",
    "，",
    "。",
    "“",
    "”",
    "《",
    "》",
    "——",
    "……",
    "a",
    "b",
    " ",
    "　",
    "1",
    "0",
    "%",
    "（",
    "）",
    "e\xcc\x81",
    "①",
    "、",
    "：",
    "𠀀",
    "word-like",
    "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3",
    "\xe2\x80\x8d",
    "\n",
    "\n",
};

static Str piece(Dice *dice)
{
    return str_from(pieces[dice_roll(dice, ARRAY_SIZE(pieces))]);
}

/* ---- the model ---------------------------------------------------------- */

/* Boundary before (-1) or behind (1) `off`, found by walking from the beginning. */
static size_t step_from(Str text, size_t off, int direction)
{
    size_t before = 0, at = 0;
    Cluster cluster;
    while (at < off) {
        before = at;
        cluster_next(text, &at, &narrow, &cluster);
    }
    assert_int_equal(at, off); /* the caret stands on a boundary */
    if (direction > 0)
        cluster_next(text, &at, &narrow, &cluster);
    return direction < 0 ? before : at;
}

static Key named(uint32_t code)
{
    return (Key){.code = code};
}

static Key control(char letter)
{
    return (Key){.code = (uint32_t)letter, .modifiers = KEY_CTRL};
}

static void put(LineEdit *edit, StrBuf *model, size_t start, size_t end, Str with)
{
    strbuf_splice(model, start, end, with);
    assert_memory_equal(lineedit_get_text(edit).data, model->data ? model->data : "",
                        model->len);
    assert_int_equal(lineedit_get_text(edit).len, model->len);
}

/* One thing a user may do, to both. */
static void act(Dice *dice, LineEdit *edit, StrBuf *model)
{
    size_t caret = lineedit_get_caret(edit);
    Str text = strbuf_get(model);
    switch (dice_roll(dice, 8)) {
    case 0:
    case 1:
    case 2: {
        Str typed = piece(dice);
        if (typed.len > 4 || dice_roll(dice, 4) == 0) {
            lineedit_paste(edit, typed);
        } else {
            size_t at = 0;
            uint32_t code = utf8_next(typed, &at);
            typed = str_slice(typed, 0, at);
            lineedit_feed(edit, named(code == '\n' ? (uint32_t)KEY_ENTER : code));
        }
        put(edit, model, caret, caret, typed);
        return;
    }
    case 3: {
        size_t start = step_from(text, caret, -1);
        lineedit_feed(edit, named(KEY_BACKSPACE));
        put(edit, model, start, caret, (Str){0});
        return;
    }
    case 4: {
        size_t end = step_from(text, caret, 1);
        lineedit_feed(edit, named(KEY_DELETE));
        put(edit, model, caret, end, (Str){0});
        return;
    }
    case 5: {
        size_t target = step_from(text, caret, -1);
        lineedit_feed(edit, named(KEY_LEFT));
        assert_int_equal(lineedit_get_caret(edit), target);
        return;
    }
    case 6: {
        size_t target = step_from(text, caret, 1);
        lineedit_feed(edit, named(KEY_RIGHT));
        assert_int_equal(lineedit_get_caret(edit), target);
        return;
    }
    case 7: { /* to somewhere, and a kill that comes back at once */
        lineedit_set_caret(edit, dice_roll(dice, (uint32_t)text.len + 1));
        if (lineedit_get_caret(edit) == text.len)
            return;
        caret = lineedit_get_caret(edit);
        lineedit_feed(edit, control('k'));
        if (lineedit_get_caret(edit) != caret) { /* what followed has joined a cluster */
            strbuf_reset(model);
            strbuf_append_str(model, lineedit_get_text(edit));
            return;
        }
        lineedit_feed(edit, control('y'));
        put(edit, model, 0, 0, (Str){0});
        return;
    }
    }
}

static void make_text(Dice *dice, StrBuf *text, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        strbuf_append_str(text, piece(dice));
}

static void editing_does_to_the_text_what_the_model_says(void **state)
{
    (void)state;
    Dice dice = {7};
    for (int round = 0; round < ROUNDS; round++) {
        LineEdit *edit = lineedit_new(true);
        StrBuf model = {0};
        make_text(&dice, &model, dice_roll(&dice, 20));
        lineedit_set_text(edit, strbuf_get(&model));
        for (int i = 0; i < STEPS; i++)
            act(&dice, edit, &model);
        lineedit_free(edit);
        strbuf_clear(&model);
    }
}

static void undo_leads_back_to_the_beginning_and_redo_forth_again(void **state)
{
    (void)state;
    Dice dice = {11};
    for (int round = 0; round < ROUNDS; round++) {
        LineEdit *edit = lineedit_new(true);
        StrBuf first = {0}, model = {0};
        make_text(&dice, &first, dice_roll(&dice, 20));
        strbuf_append_str(&model, strbuf_get(&first));
        lineedit_set_text(edit, strbuf_get(&first));
        for (int i = 0; i < STEPS; i++)
            act(&dice, edit, &model);
        for (int i = 0; i < 3 * STEPS; i++) {
            lineedit_feed(edit, control('_'));
            step_from(lineedit_get_text(edit), lineedit_get_caret(edit), 1);
        }
        assert_true(str_is_equal(lineedit_get_text(edit), strbuf_get(&first)));
        for (int i = 0; i < 3 * STEPS; i++)
            lineedit_feed(edit, control('r'));
        assert_true(str_is_equal(lineedit_get_text(edit), strbuf_get(&model)));
        lineedit_free(edit);
        strbuf_clear(&first);
        strbuf_clear(&model);
    }
}

/* ---- rows ---------------------------------------------------------------- */

static void rows_equal(EditRows *kept, Str text, int columns)
{
    EditRows fresh = {0};
    EditRow a, b;
    edit_rows_set_columns(&fresh, columns, narrow);
    for (size_t i = 0;; i++) {
        bool has_fresh = edit_rows_get(&fresh, text, i, &a);
        assert_int_equal(edit_rows_get(kept, text, i, &b), has_fresh);
        if (!has_fresh)
            break;
        assert_int_equal(a.start, b.start);
        assert_int_equal(a.end, b.end);
        assert_int_equal(a.next, b.next);
    }
    edit_rows_clear(&fresh);
}

static void rows_kept_over_edits_are_those_made_anew(void **state)
{
    (void)state;
    Dice dice = {2463534242u};
    for (int round = 0; round < ROUNDS; round++) {
        EditRows kept = {0};
        StrBuf text = {0};
        int columns = 2 + (int)dice_roll(&dice, 20);
        make_text(&dice, &text, 150);
        edit_rows_set_columns(&kept, columns, narrow);
        for (int i = 0; i < 40; i++) {
            Str before = strbuf_get(&text);
            size_t start =
                cluster_snap(before, dice_roll(&dice, (uint32_t)before.len + 1));
            size_t end = dice_roll(&dice, 2) ? start : step_from(before, start, 1);
            strbuf_splice(&text, start, end,
                          dice_roll(&dice, 3) ? piece(&dice) : (Str){0});
            edit_rows_cut(&kept, start);
            rows_equal(&kept, strbuf_get(&text), columns);
        }
        edit_rows_clear(&kept);
        strbuf_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editing_does_to_the_text_what_the_model_says),
        cmocka_unit_test(undo_leads_back_to_the_beginning_and_redo_forth_again),
        cmocka_unit_test(rows_kept_over_edits_are_those_made_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
