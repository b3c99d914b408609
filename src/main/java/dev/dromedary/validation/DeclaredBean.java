package dev.dromedary.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bean that a route file declares.
 *
 * @param place its mapping
 */
record DeclaredBean(Place place) {

    /** The beans of a document, those of its route templates included. */
    static List<DeclaredBean> in(Document document) {
        List<DeclaredBean> beans = new ArrayList<>();
        for (String key : List.of("beans", "templateBeans")) {
            for (Place list : document.anywhere(key)) {
                list.items().stream()
                        .filter(Place::isMapping)
                        .map(DeclaredBean::new)
                        .forEach(beans::add);
            }
        }
        return beans;
    }

    /** What references may name in a document: beans, and data formats with an id. */
    static Stream<String> namesIn(Document document) {
        Stream<String> formats = document.top("dataFormats").stream()
                .flatMap(list -> list.items().stream())
                .flatMap(item -> item.entries().stream())
                .flatMap(format -> format.value().text("id").stream());
        return Stream.concat(in(document).stream().flatMap(bean -> bean.name().stream()), formats);
    }

    Optional<String> name() {
        return place.text("name");
    }

    /** Whether a script makes it, so that nothing is known of it. */
    boolean isScripted() {
        return place.get("script").isPresent() || place.get("scriptLanguage").isPresent();
    }
}
