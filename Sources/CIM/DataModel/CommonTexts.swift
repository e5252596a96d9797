/// What stands in the paths, command lines and keys of nearly every machine, so that finding it
/// there says little. A guess that only the speed of searches depends on.
package enum CommonTexts {
    /// In lower case.
    package static let all = [
        "c:\\windows\\system32\\", "c:\\windows\\syswow64\\", "c:\\program files\\",
        "c:\\program files (x86)\\", "c:\\programdata\\microsoft\\", "c:\\users\\public\\",
        "\\appdata\\local\\temp\\", "\\appdata\\roaming\\", "\\documents\\", "\\downloads\\",
        "svchost.exe", "services.exe", "explorer.exe", "cmd.exe /c ", "powershell.exe",
        "conhost.exe 0xffffffff -forcev1", "taskhostw.exe", "rundll32.exe", "microsoft", "windows",
        "nt authority\\system", "http://www.", "https://", ".com/", "local", "service", "system",
        "hklm\\software\\microsoft\\windows\\currentversion\\", "hklm\\system\\currentcontrolset\\",
        "hku\\s-1-5-21-", "\\device\\harddiskvolume", "/usr/bin/", "/usr/sbin/", "/usr/lib/",
        "/usr/local/", "/bin/sh -c ", "/bin/bash", "/etc/", "/var/", "/tmp/", "/home/", "/proc/",
        ".dll", ".exe\" ", ".tmp", ".log", " \"c:\\",
    ]
}
