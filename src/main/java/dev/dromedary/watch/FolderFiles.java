package dev.dromedary.watch;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files that pipelines are made of, and folders, below a folder: YAML in it, JSON and SQL in it and below, and whatever is in
 * its folders {@code schemas} and {@code sql}. All else is data, or somebody's. What begins with a dot is left out too: it is an
 * editor's, or a version control's.
 */
final class FolderFiles extends SimpleFileVisitor<Path> {

    private static final int DEPTH = 8;
    private static final Set<String> WHOLE = Set.of("schemas", "sql");
    private static final List<String> ROUTES = List.of(".yaml", ".yml");
    private static final List<String> RESOURCES = List.of(".json", ".sql");

    private final List<Path> folders = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final Path root;

    private FolderFiles(Path root) {
        this.root = root;
    }

    /** Links are followed, because a mounted folder may consist of them. */
    static FolderFiles in(Path folder) throws IOException {
        FolderFiles found = new FolderFiles(folder);
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), DEPTH, found);
        return found;
    }

    /** Whether a file may be one that pipelines are made of, by its path in the folder. */
    static boolean isPart(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(".")) {
            return false;
        }
        boolean inFolder = file.getNameCount() > 1;
        return inFolder && WHOLE.contains(file.getName(0).toString())
                || !inFolder && ROUTES.stream().anyMatch(name::endsWith)
                || RESOURCES.stream().anyMatch(name::endsWith);
    }

    /** The folder itself, and those below it. */
    List<Path> folders() {
        return folders;
    }

    List<Path> files() {
        return files;
    }

    private boolean isHidden(Path path) {
        return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (isHidden(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        folders.add(folder);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && isPart(root.relativize(file))) {
            files.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    /** A file that goes while it is looked at was a temporary one; the change itself is noticed. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
        if (file.equals(root)) {
            throw cause;
        }
        return FileVisitResult.CONTINUE;
    }
}
