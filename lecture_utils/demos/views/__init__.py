"""What demos of many topics share: views that know scenes, networks and detections, but no topic.

- `shown_scenes`, `scene_control`: the lecture's scenes, and the viewer's picture, behind one control. ``scenes.py``
- `judge`, `detection_panels`: a scene with boxes, masks and a list. ``detections.py``
- `driven_demo`: a student's function beside the method. ``driven.py``
- `TrainingMoments`: a training, moment by moment. ``training_moments.py``
- `walk`, `walk_panels`: a network, volume by volume. ``network_walk.py``
"""
