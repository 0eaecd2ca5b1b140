"""Kinds that rows of several subjects choose from."""

SOURCE_KINDS = {"law": "법령", "published": "공표", "estimate": "추정", "modelled": "모형", "observed": "관측", "decided": "결정"}
