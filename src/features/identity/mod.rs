//! Who is who: signing up, logging in, logging out, and finding the actor behind a token.
//!
//! Rules. A username is 3 to 32 letters, digits, `.`, `_` or `-`, and unique whatever its case; so is
//! the e-mail address. A password has 12 characters at least and 1,024 bytes at most, is not cut, and
//! is hard to guess by zxcvbn's estimate, for which the person's own names are easy. A session's token
//! is 256 random bits, shown once; only its SHA-256 is kept. A session ends 30 days after its login, 7
//! days after its last use, or when its owner ends it; a user has 20 of them at most. Its token is
//! exchanged for a new one whenever the password is given again; whoever then shows the old one has
//! stolen it or was stolen from, and the session ends. What is dangerous wants the password to have
//! been given within ten minutes. Whoever guesses learns nothing from the answer: an unknown user, a
//! wrong password and an account that is guessed at too often cost the same work and get the same
//! words (`throttle`).

mod codes;
mod model;
mod password_rules;
mod passwords;
mod profile;
mod resets;
mod service;
mod session_store;
mod sessions;
mod store;
mod throttle;
mod throttle_store;

pub use crate::entities::session::{Delivery, Model as Session};
pub use crate::entities::user::Model as User;
pub use codes::{code_hash, new_code};
pub use model::{
    ChangePasswordInput, IdentityError, LoginInput, NewUser, Presented, Renewed, ResetInput,
    SESSION_TOKEN_PREFIX, SignedIn, SignupInput,
};
pub use password_rules::PASSWORD_CHARS_MIN;
pub use passwords::{Holder, change_password, confirm_password};
pub use profile::{
    change_email, close, closed, create_user, erase, is_own_name, lock_closed, lock_open,
    user_by_name,
};
pub use resets::{RESET_CODE_LIFE, make_reset_code, reset_password};
pub use service::{Signup, login, signup, signup_policy, viewer};
pub use sessions::{
    authenticate, end_others, end_session, forget_dead, is_alive, is_fresh, logout,
    logout_everywhere, session_by_id, sessions, was_just_renewed,
};
