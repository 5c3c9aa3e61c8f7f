/* The ids of what is seen of a candidate.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OUTLINE_FEATURES_H
#define PIYUE_OUTLINE_FEATURES_H

#include "outline/engine.h"

/* Classes of families that look alike, and shapes of their text: one weight each. */
typedef enum Class {
    CLASS_UNIT,
    CLASS_ARTICLE,
    CLASS_HAN,
    CLASS_HAN_BLANK,
    CLASS_HAN_PAREN,
    CLASS_ARABIC_COMMA,
    CLASS_ARABIC_DOT,
    CLASS_ARABIC_BLANK,
    CLASS_DOTTED,
    CLASS_SMALL,
    CLASS_RHETORIC,
    CLASS_RANKED,
    CLASS_WORD,
    CLASS_MARKUP,
    CLASS_COUNT
} Class;

typedef enum ShapeKind {
    SHAPE_SHORT,
    SHAPE_MIDDLE,
    SHAPE_LONG,
    SHAPE_STOP,
    SHAPE_QUESTION,
    SHAPE_SEMICOLON,
    SHAPE_COLON,
    SHAPE_COMMA,
    SHAPE_BRACKET,
    SHAPE_RUN_IN_SHORT,
    SHAPE_RUN_IN_LONG,
    SHAPE_TAIL,
    SHAPE_ALONE,
    SHAPE_COUNT
} ShapeKind;

typedef enum Feature {
#define WEIGHT(id, value) F_##id,
#include "outline/weights.def"
#undef WEIGHT
    FEATURE_COUNT
} Feature;

#endif
