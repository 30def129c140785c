//! On which file system is measured?

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

/// Size of the image of a loop device, bytes; it takes only the room of what is written to it.
const IMAGE: u64 = 64 << 30;

/// A new folder to measure in. It is removed with all that is in it when this value goes, and nothing
/// in it before that: ext4 is slow for minutes after thousands of deletions.
pub struct Ground {
    /// What the table calls it.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// The image that is mounted there.
    image: Option<PathBuf>,
}

impl Ground {
    /// A new folder in `parent`.
    pub fn in_folder(parent: &Path) -> io::Result<Ground> {
        let folder = parent.join(format!("pactfolio-bench-{}", process::id()));
        fs::create_dir_all(&folder)?;
        let folder = folder.canonicalize()?;
        Ok(Ground { name: file_system(&folder), folder, image: None })
    }

    /// A fresh ext4 with journal in an image in `parent`. Says why not where that is not permitted.
    pub fn on_loop(parent: &Path) -> io::Result<Ground> {
        let folder = parent.join(format!("pactfolio-bench-loop-{}", process::id()));
        fs::create_dir_all(&folder)?;
        let image = folder.with_extension("ext4");
        File::create_new(&image)?.set_len(IMAGE)?;
        let mut ground = Ground { name: "ext4 on a loop device".into(), folder, image: None };
        let mounted = mount(&image, &ground.folder);
        if mounted.is_ok() {
            ground.image = Some(image);
        } else {
            fs::remove_file(image)?;
        }
        mounted.map(|()| ground)
    }

    /// Removes a folder where that slows nothing, to have its memory back.
    pub fn free(&self, folder: &Path) -> io::Result<()> {
        if self.name == "tmpfs" { fs::remove_dir_all(folder) } else { Ok(()) }
    }

    /// Waits until what was written is on the device, so that one run does not pay for another's.
    pub fn settle(&self) -> io::Result<()> {
        run("sync", &["--file-system", &self.folder.to_string_lossy()]).map(drop)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let cleared = match &self.image {
            Some(image) => run("umount", &[&self.folder.to_string_lossy()])
                .and_then(|_| fs::remove_file(image))
                .and_then(|()| fs::remove_dir(&self.folder)),
            None => fs::remove_dir_all(&self.folder),
        };
        if let Err(wrong) = cleared {
            eprintln!("{} is left behind: {wrong}", self.folder.display());
        }
    }
}

fn mount(image: &Path, folder: &Path) -> io::Result<()> {
    let (image, folder) = (image.to_string_lossy(), folder.to_string_lossy());
    run("mkfs.ext4", &["-q", "-F", &image])?;
    let device = run("losetup", &["--find", "--show", "--direct-io=on", &image])?;
    let mounted = run("mount", &["-o", "noinit_itable", device.trim(), &folder]);
    // The device goes when nothing is mounted from it any more.
    run("losetup", &["--detach", device.trim()])?;
    mounted.map(drop)
}

fn run(program: &str, arguments: &[&str]) -> io::Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// The type of the file system that a folder is on.
fn file_system(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let fields = |line: &str| {
        let mut fields = line.split(' ').skip(1).map(str::to_owned);
        Some((fields.next()?, fields.next()?))
    };
    let above = mounts.lines().filter_map(fields).filter(|(mount, _)| folder.starts_with(mount));
    above.max_by_key(|(mount, _)| mount.len()).map_or_else(|| "unknown".into(), |(_, kind)| kind)
}
