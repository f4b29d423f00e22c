"""The page speaks the first language of the reader that there are words for, and that one throughout."""

import json
import re

import pytest

from explorer.metrics import METRICS
from explorer.spec import Spec
from explorer.ui.text import FOLDER, LANGUAGES, preferred, sentence, words

NAMES = """JSON ResNet Explorer ResNeXt Wide Plain CIFAR ImageNet BasicBlock Bottleneck expansion layers layer zero_init
downsample ReLU MACs FLOPs GFLOPS float PyTorch torchvision torchinfo fvcore ptflops torch utils
flop_counter FlopCounterMode pytorch GPU CPU SVG PNG CSV JPEG WebP Enter Escape max log sigmoid Araujo
Norris Sim Distill Veit Brock Luo zip scikit china jpg danielbuechele
learn state_dict Spec nn Module fx forward Hugging Face owner name file host port own Trial"""
OTHER_TERMS = ("批量归一化", "批量规范化", "步长", "跳跃连接", "快捷连接", "汇聚", "感知野", "信道")


@pytest.mark.parametrize("accepted", [None, "", ",;q=", "xx", "xx-YY,zz;q=0.5", "en", "EN-gb,xx", "xx;q=1,en;q=0.1"])
def test_english_is_what_remains(accepted):
    assert preferred(accepted) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_there_is_is_chosen(language):
    assert preferred(f"xx,{language};q=0.8,en;q=0.5") == language


@pytest.mark.parametrize("accepted", ["zh", "zh-CN", "ZH-cn", "zh-SG,en", "zh-Hans", "zh-Hans-CN,zh;q=0.9,en;q=0.8"])
def test_simplified_chinese_has_many_names(accepted):
    assert preferred(accepted) == "zh-CN"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_lacks_no_text(language):
    own = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    assert [key for key in words("en") if key not in own] == []


def test_what_is_not_chinese_in_a_chinese_text_is_a_name():
    plain = {key: re.sub(r"{\w+}|<.*?>", "", text) for key, text in words("zh-CN").items()}
    assert {word: key for key, text in plain.items() for word in re.findall("[A-Za-z_]{3,}", text)
            if word not in NAMES.split()} == {}


def test_chinese_has_one_term_for_one_thing():
    assert [(key, term) for key, text in words("zh-CN").items() for term in OTHER_TERMS if term in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_has_the_same_fields_in_every_language(language):
    def fields(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    english = words("en")
    assert [key for key, text in words(language).items() if fields(text) != fields(english.get(key, ""))] == []


def test_a_refusal_is_said_in_the_words_of_a_language():
    with pytest.raises(ValueError, match="no ResNet") as refusal:
        Spec(depth=51)
    assert sentence(refusal.value, {}) == str(refusal.value)
    assert sentence(refusal.value, {"refused.depth.nearest": "{value}? {nearest}!"}) == "51? 50!"


def test_metrics_are_called_and_explained_in_english_as_they_call_themselves():
    told = {name: (metric.title_in({}), metric.convention_in({})) for name, metric in METRICS.items()}
    assert told == {name: (metric.title_in(words()), metric.convention_in(words())) for name, metric in METRICS.items()}
