"""How the understanding is taught and measured: offline work, beside what serves.

Training and measuring need scikit-learn, a development dependency; `promotion` does not.
"""
