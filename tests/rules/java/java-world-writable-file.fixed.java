import java.io.File;

class Permissions {
    void open(File file) {
        // ruleid: java-world-writable-file
        file.setWritable(true, true);
    }

    void shared() {
        File folder = new File("/srv/exchange");
        folder.mkdirs();
        // ruleid: java-world-writable-file
        folder.setWritable(true, true);
    }

    void owner(File file) {
        // ok: java-world-writable-file
        file.setWritable(true, true);
    }

    void readable(File file) {
        // ok: java-world-writable-file
        file.setReadable(true, false);
    }

    void closed(File file) {
        // ok: java-world-writable-file
        file.setWritable(false, false);
    }
}
