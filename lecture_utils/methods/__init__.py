"""What the lecture teaches, a file or a folder per topic: tensors in, tensors out; nothing is drawn.

Beside the topics lies what several of them share; topics show it by name too:

- boxes: ``boxes.py`` (area, IoU, formats, clipping), ``nms.py``, ``box_coder.py`` (offsets), ``matcher.py`` (which true
  box a box stands for), ``region_detections.py`` (scored regions become detections), ``detections.py`` (what is found,
  what is there);
- ``losses.py``, ``softmax.py``, ``layers.py``, ``convolution_geometry.py``;
- networks: ``backbone.py``, ``feature_pyramid.py``, ``feature_map.py`` (built by hand), ``pretrained.py``;
  ``network_costs.py`` counts what they cost;
- ``validation.py``: one way to check arguments.
"""
