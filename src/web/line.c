/* Lines that pages put around their text: buttons, and the imprint.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/line.h"

#include <string.h>

#include <piyue/text.h>

#define CONTROL_MAX_BYTES 120
#define IMPRINT_MAX_BYTES 240

/* ---- buttons ----------------------------------------------------------- */

/* Longer words first where one begins another. */
static const char *const controls[] = {
    "微信扫码分享",
    "微信扫一扫",
    "用微信扫描二维码",
    "扫一扫分享",
    "扫一扫",
    "分享到",
    "分享至",
    "分享给朋友",
    "分享给好友",
    "分享",
    "朋友圈",
    "新浪微博",
    "微博",
    "微信好友",
    "微信",
    "QQ空间",
    "QQ好友",
    "QQ",
    "复制链接",
    "复制代码",
    "复制成功",
    "复制",
    "举报",
    "我来答",
    "抢首赞",
    "收藏本文",
    "收藏",
    "点赞",
    "已赞",
    "赞",
    "踩",
    "取消关注",
    "已关注",
    "加关注",
    "关注",
    "发表评论",
    "查看评论",
    "条评论",
    "评论",
    "回复",
    "打印本页",
    "打印",
    "关闭窗口",
    "关闭本页",
    "关闭",
    "返回顶部",
    "回到顶部",
    "返回首页",
    "返回列表",
    "返回",
    "上一页",
    "下一页",
    "前页",
    "后页",
    "尾页",
    "末页",
    "展开全部",
    "展开全文",
    "展开阅读全文",
    "展开",
    "阅读全文",
    "查看全文",
    "阅读更多",
    "查看更多",
    "加载更多",
    "更多",
    "收起",
    "播报文章",
    "播报",
    "语音播报",
    "听新闻",
    "登录",
    "注册",
    "不喜欢",
    "减少或屏蔽此类内容推荐",
    "广告",
    "字体",
    "字号",
    "繁体",
    "简体",
    "放大",
    "缩小",
    "大",
    "中",
    "小",
    "我要纠错",
    "纠错",
    "订阅",
    "首页",
    "编辑",
    "有用",
    "没用",
    "楼主",
    "只看楼主",
    "倒序",
    "正序",
    "采纳",
    "个赞",
    "人赞同了该回答",
    "添加评论",
    "Read more",
    "Load more",
    "Share this",
    "Share",
    "Tweet",
    "Reply",
    "Quote",
    "Like",
    "Report",
    "Print",
    "Email",
    "Advertisement",
    "Copy",
    "Copied",
    "Facebook",
    "Twitter",
    "LinkedIn",
    "Pinterest",
    "WhatsApp",
    "Save",
    "Follow",
    "Subscribe",
    "Menu",
    "Search",
    "Log in",
    "Login",
    "Sign in",
    "Sign up",
    "Register",
    "Comments",
    "Comment",
    "Next",
    "Previous",
    "Edit",
    "Reply to this",
    "Permalink",
    "Loading",
    "Back to top",
};

static bool is_ascii_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of the button at the beginning of `text`; 0 where there is none. */
static size_t match_control(Str text)
{
    size_t best = 0;
    for (size_t i = 0; text.len && i < ARRAY_SIZE(controls); i++) {
        if ((controls[i][0] | 0x20) != (text.data[0] | 0x20))
            continue; /* nearly all */
        Str word = str_from(controls[i]);
        if (word.len <= best || !str_is_equal_nocase(str_slice(text, 0, word.len), word))
            continue;
        bool is_cut = is_ascii_word(word.data[0]) && text.len > word.len &&
                      is_ascii_word(text.data[word.len]);
        best = is_cut ? best : word.len;
    }
    return best;
}

bool line_is_control(Str line)
{
    line = text_trim(line);
    if (!line.len || line.len > CONTROL_MAX_BYTES)
        return false;
    bool has_word = false;
    for (size_t off = 0; off < line.len;) {
        size_t size = match_control(str_slice(line, off, line.len));
        if (size) {
            has_word = true;
            off += size;
            continue;
        }
        /* Counters and signs stand between them. */
        char32_t c = utf8_next(line, &off);
        if (!(c >= '0' && c <= '9') && !text_is_space(c) && !text_is_punctuation(c))
            return false;
    }
    return has_word;
}

bool line_is_notice(Str line)
{
    static const char *const starts[] = {
        "免责声明",
        "版权声明",
        "版权说明",
        "版权归",
        "版权所有",
        "特别声明",
        "郑重声明",
        "以上内容仅",
        "以上内容（",
        "本内容来自",
        "本文仅代表",
        "转载请注明",
        "转载请联系",
        "未经授权",
        "未经许可",
        "凡本网注明",
        "凡注明",
        "本站所有",
        "本网站所有",
        "欢迎关注",
        "扫码关注",
        "扫描二维码",
        "关注微信公众号",
        "更多精彩",
        "举报邮箱",
        "相关阅读",
        "相关新闻",
        "相关文章",
        "相关链接",
        "推荐阅读",
        "延伸阅读",
        "猜你喜欢",
        "往期推荐",
        "往期回顾",
        "往期精选",
        "往期精彩",
        "长按二维码",
        "长按识别",
        "点击阅读原文",
        "上一篇",
        "下一篇",
        "特别提醒",
        "风险提示：以上",
        "本文来源于网络",
        "Copyright",
        "©",
        "All rights reserved",
        "Follow us",
        "Sign up for",
        "Subscribe to",
        "Related:",
    };
    line = text_trim(line);
    while (line.len && (line.data[0] == '(' || line.data[0] == '*'))
        line = text_trim(str_slice(line, 1, line.len));
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (str_has_prefix(line, str_from(starts[i])))
            return true;
    return false;
}

/* ---- imprint ----------------------------------------------------------- */

typedef enum ImprintField {
    FIELD_SOURCE,
    FIELD_AUTHOR,
    FIELD_DATE,
    FIELD_OTHER
} ImprintField;

typedef struct ImprintRow {
    const char *label;
    ImprintField field;
} ImprintRow;

/* What stands before a colon. Longer labels first where one begins another. */
static const ImprintRow labels[] = {
    {"信息来源", FIELD_SOURCE}, {"文章来源", FIELD_SOURCE}, {"稿件来源", FIELD_SOURCE},
    {"新闻来源", FIELD_SOURCE}, {"来源", FIELD_SOURCE},     {"來源", FIELD_SOURCE},
    {"发布机构", FIELD_SOURCE}, {"发文机关", FIELD_SOURCE}, {"发布单位", FIELD_SOURCE},
    {"作者", FIELD_AUTHOR},     {"记者", FIELD_AUTHOR},     {"撰文", FIELD_AUTHOR},
    {"发布时间", FIELD_DATE},   {"发布日期", FIELD_DATE},   {"发表时间", FIELD_DATE},
    {"时间", FIELD_DATE},       {"日期", FIELD_DATE},       {"發佈時間", FIELD_DATE},
    {"更新时间", FIELD_OTHER},  {"责任编辑", FIELD_OTHER},  {"编辑", FIELD_OTHER},
    {"责编", FIELD_OTHER},      {"浏览次数", FIELD_OTHER},  {"点击次数", FIELD_OTHER},
    {"阅读次数", FIELD_OTHER},  {"浏览量", FIELD_OTHER},    {"阅读量", FIELD_OTHER},
    {"点击数", FIELD_OTHER},    {"点击", FIELD_OTHER},      {"浏览", FIELD_OTHER},
    {"阅读", FIELD_OTHER},      {"字体大小", FIELD_OTHER},  {"字体", FIELD_OTHER},
    {"字号", FIELD_OTHER},      {"分享到", FIELD_OTHER},    {"分享", FIELD_OTHER},
    {"人气", FIELD_OTHER},      {"评论", FIELD_OTHER},
};

/* Bytes of the label with its colon at the beginning of `text`. */
static size_t match_label(Str text, ImprintField *field)
{
    for (size_t i = 0; text.len > 1 && i < ARRAY_SIZE(labels); i++) {
        if (labels[i].label[0] != text.data[0] || labels[i].label[1] != text.data[1])
            continue; /* nearly all */
        Str label = str_from(labels[i].label);
        if (!str_has_prefix(text, label))
            continue;
        size_t off = text_skip_space(text, label.len);
        Str rest = str_slice(text, off, text.len);
        *field = labels[i].field;
        if (str_has_prefix(rest, STR("：")))
            return off + STR("：").len;
        if (str_has_prefix(rest, STR(":")))
            return off + 1;
    }
    return 0;
}

static size_t skip_digits(Str text, size_t off, size_t most)
{
    size_t start = off;
    while (off < text.len && off - start < most && text.data[off] >= '0' &&
           text.data[off] <= '9')
        off++;
    return off;
}

/* Bytes of one of `signs`, or of 年 月 日 as `word`. */
static size_t match_sign(Str text, size_t off, const char *signs, Str word)
{
    Str rest = str_slice(text, off, text.len);
    if (rest.len && strchr(signs, rest.data[0]))
        return 1;
    return str_has_prefix(rest, word) ? word.len : 0;
}

/* Bytes of 13:09 or 13:09:25, with blanks before it. */
static size_t match_clock(Str text, size_t off)
{
    size_t start = off;
    off = text_skip_space(text, off);
    if (off < text.len && text.data[off] == 'T')
        off++;
    size_t end = skip_digits(text, off, 2);
    if (end == off || end >= text.len || text.data[end] != ':')
        return 0;
    for (unsigned i = 0; i < 2 && end < text.len && text.data[end] == ':'; i++)
        end = skip_digits(text, end + 1, 2);
    return end - start;
}

/* Bytes of 11 天前 and the like, which say when only as long as the page is new. */
static size_t match_age(Str text)
{
    static const char *const units[] = {"秒", "分钟", "小时", "天",
                                        "周", "个月", "月",   "年"};
    size_t off = skip_digits(text, 0, 3);
    if (!off)
        return 0;
    off = text_skip_space(text, off);
    for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
        Str rest = str_slice(text, off, text.len), unit = str_from(units[i]);
        if (str_has_prefix(rest, unit) &&
            str_has_prefix(str_slice(rest, unit.len, rest.len), STR("前")))
            return off + unit.len + STR("前").len;
    }
    return 0;
}

/* Bytes of a date with its time at the beginning of `text`: 2024-05-20 13:09,
 * 2024年5月20日. */
static size_t match_date(Str text)
{
    size_t year = skip_digits(text, 0, 5);
    if (year != 4 || (text.data[0] != '1' && text.data[0] != '2'))
        return 0;
    size_t sign = match_sign(text, year, "-/.", STR("年"));
    size_t month = skip_digits(text, year + sign, 2);
    if (!sign || month == year + sign)
        return 0;
    sign = match_sign(text, month, "-/.", STR("月"));
    size_t day = skip_digits(text, month + sign, 2);
    if (!sign || day == month + sign)
        return 0;
    if (str_has_prefix(str_slice(text, day, text.len), STR("日")))
        day += STR("日").len;
    return day + match_clock(text, day);
}

bool line_is_date(Str line)
{
    line = text_trim(line);
    return line.len && match_date(line) == line.len;
}

/* End of the value that begins at `off`: the next label, date, wide blank or sign. */
static size_t find_value_end(Str line, size_t off)
{
    ImprintField field;
    size_t start = off, brackets = 0;
    while (off < line.len) {
        Str rest = str_slice(line, off, line.len);
        size_t next = off;
        char32_t c = utf8_next(line, &next);
        bool is_parting = c == '|' || c == 0xFF5C || c == 0x3000 || c == 0xFF0C ||
                          c == 0x3002 || c == 0xFF1B || c == '\t' || c == 0x00B7 ||
                          (brackets == 0 && text_is_closing(c));
        brackets += text_is_opening(c) ? 1 : 0;
        brackets -= brackets && text_is_closing(c) ? 1 : 0;
        if (is_parting || match_label(rest, &field) || match_date(rest) ||
            (text_is_space(c) && off > start && str_slice(line, next, next + 1).len &&
             text_is_space((unsigned char)line.data[next])))
            break;
        off = next;
    }
    return off;
}

static void put_field(Imprint *imprint, ImprintField field, Str value)
{
    value = text_trim(value);
    Str *target = field == FIELD_SOURCE   ? &imprint->source
                  : field == FIELD_AUTHOR ? &imprint->author
                                          : &imprint->date;
    if (field != FIELD_OTHER && value.len && !target->len)
        *target = value;
}

Imprint line_read_imprint(Str line)
{
    Imprint imprint = {.is_whole = true};
    line = text_trim(line);
    if (!line.len || line.len > IMPRINT_MAX_BYTES)
        return (Imprint){0};
    bool has_any = false;
    for (size_t off = 0; off < line.len;) {
        Str rest = str_slice(line, off, line.len);
        ImprintField field = FIELD_OTHER;
        size_t size = match_date(rest);
        if (size) {
            put_field(&imprint, FIELD_DATE, str_slice(rest, 0, size));
            has_any = true;
            off += size;
            continue;
        }
        size = match_label(rest, &field);
        if (size) {
            size_t start = text_skip_space(line, off + size);
            size_t end = find_value_end(line, start);
            Str value = str_slice(line, start, end);
            size_t date = match_date(str_slice(line, start, line.len));
            if (date && field == FIELD_DATE)
                end = start + date, value = str_slice(line, start, end);
            put_field(&imprint, field, value);
            has_any = true;
            off = MAX(end, off + size);
            continue;
        }
        size = match_age(rest);
        has_any |= size > 0;
        size = size ? size : match_control(rest);
        if (size) {
            off += size;
            continue;
        }
        char32_t c = utf8_next(line, &off);
        if (!text_is_space(c) && !text_is_punctuation(c) && !(c >= '0' && c <= '9'))
            imprint.is_whole = false;
    }
    imprint.is_whole &= has_any;
    return imprint;
}
