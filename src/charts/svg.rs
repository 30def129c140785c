//! How is SVG written?
