//! What did the user ask for? One file per command.

pub mod new;
