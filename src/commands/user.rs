//! `florin user`: the people with an account here.

use std::io::{BufRead as _, IsTerminal as _};

use clap::{Args, Subcommand};
use florin::features::{deletions, identity};
use florin::kernel::secret::{ExposeSecret as _, SecretString};

use super::operator::{moment, open_platform};
use super::{Done, print};

/// Users, without a server. Example: `florin user create ada --email ada@example.com`
#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Makes a user, whoever may sign up, and prints a password for them.
    /// Example: `florin user create ada --email ada@example.com`
    Create {
        /// The name to log in with.
        username: String,
        /// The e-mail address.
        #[arg(long)]
        email: String,
        /// Reads the password from a line of standard input instead of making one.
        /// Example: `florin user create ada --email ada@example.com --password-stdin < password.txt`
        #[arg(long)]
        password_stdin: bool,
    },
    /// Prints a code with which the user can set a new password, once and within 30 minutes.
    /// Example: `florin user reset-password ada`
    ResetPassword {
        /// The username or the e-mail address.
        username: String,
    },
    /// Deletes a user with everything that is kept of them, here and at Plaid, and prints the code of
    /// the receipt. They are signed out at once; a running server, or the next one, does the rest. There
    /// is no way back. Example: `florin user delete ada`
    Delete {
        /// The username or the e-mail address.
        username: String,
    },
    /// Prints the receipt of a deletion.
    /// Example: `florin user receipt 9f3a-5b1c-7704-21d0-8e6f-c1a2-33b9-0d4e`
    Receipt {
        /// The code that was printed or shown when the deletion was asked for.
        code: String,
    },
}

impl User {
    /// Works on the database without the server.
    pub async fn run(self) -> Done {
        match self.command {
            UserCommand::Create { username, email, password_stdin } => {
                create(username, email, password_stdin).await
            }
            UserCommand::ResetPassword { username } => reset_password(&username).await,
            UserCommand::Delete { username } => delete(&username).await,
            UserCommand::Receipt { code } => receipt(code).await,
        }
    }
}

async fn create(username: String, email: String, password_stdin: bool) -> Done {
    let platform = open_platform().await?;
    let given = if password_stdin { Some(read_password()?) } else { None };
    let password = given.clone().unwrap_or_else(|| identity::new_code(&platform.ids));
    let new = identity::NewUser { username, email, password: password.clone() };
    let user = identity::create_user(&platform, new).await?;
    print(&format!("{} is made: {}", user.username, user.id));
    if given.is_none() {
        print(&format!("password: {}", password.expose_secret()));
    }
    Ok(platform.db.clone().close().await?)
}

/// A password never stands on the command line, where other users of the machine can read it.
fn read_password() -> Result<SecretString, Box<dyn std::error::Error>> {
    if std::io::stdin().is_terminal() {
        return Err("the password is read from a file or a pipe: it would be seen here".into());
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n'])))
}

async fn reset_password(username: &str) -> Done {
    let platform = open_platform().await?;
    let code = identity::make_reset_code(&platform, username).await?;
    let code = code.ok_or_else(|| unknown(username))?;
    print(&format!("code: {}", code.expose_secret()));
    print("It sets a new password once, within 30 minutes (resetPassword).");
    Ok(platform.db.clone().close().await?)
}

async fn delete(username: &str) -> Done {
    let platform = open_platform().await?;
    let user = identity::user_by_name(&platform, username).await?;
    let user = user.ok_or_else(|| unknown(username))?;
    let asked = deletions::delete_user(&platform, user.id).await?;
    print(&format!("{} is signed out. A server deletes everything next.", user.username));
    print(&format!("receipt: {}", asked.code.expose_secret()));
    Ok(platform.db.clone().close().await?)
}

async fn receipt(code: String) -> Done {
    let platform = open_platform().await?;
    let found = deletions::receipt(&platform, &SecretString::from(code)).await?;
    let receipt = found.ok_or("there is no receipt with this code")?;
    print(&format!("requested: {}", moment(Some(receipt.requested_at))));
    print(&format!("completed: {}", moment(receipt.completed_at)));
    print(&format!("banks removed at Plaid: {}", receipt.banks_removed));
    for table in &receipt.erased {
        print(&format!("{}: {}", table.what, table.count));
    }
    Ok(platform.db.clone().close().await?)
}

fn unknown(username: &str) -> String {
    format!("there is no user {username:?}")
}
