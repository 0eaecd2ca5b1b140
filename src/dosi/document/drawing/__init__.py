"""Draw maps, charts and matrices as SVG, for the blocks of the plan: words and numbers in, a picture as text out.

The digits shown come ready written from the caller (labels, class labels), so that they are those of the facts;
only axes and the scale bar write their own. Every id in a picture starts with its prefix: many stand on one page.
"""
