package dev.dromedary.validation;

import dev.dromedary.pipeline.RouteFile;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that can be seen to be wrong with route files without running them: YAML, Camel's words, keys, endpoints,
 * beans, and how the files fit together. Starts nothing and reaches no system. Immutable.
 */
public final class RouteValidation {

    private final Collection<RouteFile> files;
    private final List<Problem> problems;
    private final int routes;

    private RouteValidation(Collection<RouteFile> files, Set<Problem> problems, int routes) {
        this.files = files;
        this.problems = List.copyOf(problems);
        this.routes = routes;
    }

    /**
     * Looks at the files in force.
     *
     * @param overlay the folder that overlays the jar's files, if any
     * @param shown the folder's name for messages
     * @param settings the values of keys
     * @throws ConfigurationException if the folder is none, or cannot be listed
     */
    public static RouteValidation of(Optional<Path> overlay, String shown, Settings settings) {
        Set<Problem> problems = new TreeSet<>();
        RouteFolder folder = RouteFolder.open(
                overlay,
                (file, what) -> problems.add(new Problem(Path.of(shown, file).toString(), 1, 1, what)));
        List<Document> documents = new ArrayList<>();
        for (RouteFile file : folder.files()) {
            String name = file.name() + RouteFile.SUFFIX;
            String known = file.overlaid() ? Path.of(shown, name).toString() : "jar:" + name;
            YamlReader.read(known, file.text(), problems::add)
                    .ifPresent(root -> documents.add(new Document(file, root)));
        }
        Placeholders placeholders = new Placeholders(settings);
        for (Document document : documents) {
            DslSchema.camel().check(document.root(), problems::add);
            placeholders.check(document, problems::add);
        }
        new Endpoints(placeholders, problems::add).check(documents);
        new Beans(placeholders, problems::add).check(documents);
        new Routes(problems::add).check(documents);
        int routes = documents.stream()
                .mapToInt(document -> document.routes().size())
                .sum();
        return new RouteValidation(folder.files(), problems, routes);
    }

    /** What is wrong, the files one after the other, each from its top to its end. */
    public List<Problem> problems() {
        return problems;
    }

    /** Route files in force. */
    public int files() {
        return files.size();
    }

    /** Routes in them. */
    public int routes() {
        return routes;
    }
}
