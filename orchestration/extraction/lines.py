"""Lines of a web page that are not the report: furniture, and the line of facts under a title.

Belongs here: what such lines look like. Does not belong here: reading dates and publishers from
them (`context`).
"""

from __future__ import annotations

import re

_META_LABEL = re.compile(
    r"(?:发布|发文|成文|更新|生成|录入|公开|创建|上传|印发|发表|编辑|日)(?:日期|时间)\s*[:\]】]?|发布于|日期\s*:|时间\s*:\s*\d{4}"
    r"|(?:信息|文章|稿件|新闻|内容|文件|资料|数据)?来\s?源\s*:|发布(?:机构|单位|者|人)\s*:?|发文(?:机关|单位|字号)\s*:?"
    r"|(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|率)?\s*[:(]?|字\s?[体号]\s*[:\[【(]?|索\s?引\s?号\s*:?|信息索引|主题(?:分类|词)\s*:"
    r"|(?:体裁|组配|信息|栏目)分类\s*:?|文\s?号\s*:|(?:责任)?编辑\s*:|责编\s*:|作者\s*:|撰稿\s*:|供稿\s*:|审核\s*:|有效性\s*:"
    r"|名\s?称\s*:|公开(?:方式|程序|时限|范围|形式|责任部门)\s*:|分享(?:到|至)?|保护色|打印|收藏|【?字体"
    r"|pubdate|articletitle|contentsource|sitename|siteidcode|columnname"
)
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_FURNITURE = re.compile(
    r"^(?:(?:您|你)?(?:的)?(?:当前|现在|所在)(?:的)?位置|首页\s*[>»/|-]|[^。]{0,20}>[^。]{0,40}>|打印|关闭|\[?打印|【打印|分享到|扫一扫|返回顶部"
    r"|上一[篇条页]|下一[篇条页]|相关(?:阅读|链接|文章|新闻|附件)|附件\d?\s*:|版权所有|技术支持|主办(?:单位)?\s*:|承办(?:单位)?\s*:|地址\s*:|邮编"
    r"|联系(?:电话|我们|方式)|网站(?:地图|标识码|声明)|copyright|produced by|powered by|隐藏内容|此处内容需要|会员免费|[·•*]?\s*(?:普通用户|会员用户|网站代理)"
    r"|加入收藏|设为首页|站点地图|友情链接|无障碍|长者模式|繁體|简体|english|\(?此件(?:主动|依申请|不予)?公开|报\s?送?\s*:|抄\s?[送报]\s*:|送\s*:"
    r"|-+\s*\d{1,3}\s*-+$|第?\s*\d{1,3}\s*页(?:,?共\d{1,3}页)?$|—\s*\d{1,3}\s*—$|\d{1,3}\s*/\s*\d{1,3}$|[—\-_=*·.]{6,}$"
    r"|\(?(?:本文|全文)?(?:责任)?编辑\s*:|\((?:编辑|责编|记者|作者|供稿|撰稿|摄影|通讯员)|责编\s*:|\[?(?:责任编辑|编辑)|来源\s*:[^,。]{2,20}$"
    r"|\([^()]{0,60}(?:整理|为准|原载|来源|供稿|转载)[^()]{0,60}\)$|\(?原载|\(?共印|.{0,30}印发$)"
    r"|icp备|公网安备|网站标识码|浏览器|分辨率|版权所有|下载积分|文库|请登录|登录后|未经许可|扫码关注|微信公众号[:二]"
    r"|共印\s*\d+\s*份|(?:微信|微博|qq空间).{0,4}(?:微信|微博|qq)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"[^,。;:]{0,24}?(?:[12二一][\d○零九][\d○零一二三四五六七八九]{2}年[\d一二三四五六七八九十]{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?"
    r"|20\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?)\)?"
)
_SENTENCE_LIKE = re.compile(r"[,。].{0,60}[。]")
_MAX_FURNITURE = 160
_MAX_META = 200


def page_role(line: str) -> str | None:
    """Return meta for a line of publication facts, furniture for the page around a report."""
    if len(line) > _MAX_META:
        return None
    if _SIGNATURE.fullmatch(line) or (_DATE.search(line) and _is_meta(line)):
        return "meta"
    if len(line) <= _MAX_FURNITURE and _FURNITURE.search(line):
        return "furniture"
    return "meta" if _is_meta(line) else None


def _is_meta(line: str) -> bool:
    if _SENTENCE_LIKE.search(line):
        return False
    labels = [match for match in _META_LABEL.finditer(line.lower())]
    if len({match.group() for match in labels}) >= 2:
        return True
    return bool(labels) and (
        bool(_DATE.search(line)) or (len(line) < 40 and labels[0].start() == 0)
    )
