//! stub
pub mod config;
pub mod model;
pub mod read;
pub mod record;
pub mod report;
pub mod source;
pub mod check;
pub mod i18n;
pub mod plan;
pub mod pages;
