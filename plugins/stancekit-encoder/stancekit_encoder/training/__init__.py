"""Training the encoders anew; needs the extra ``train``, and nothing else does.

``python -m stancekit_encoder.training --help`` lists the steps, in their order.
"""
