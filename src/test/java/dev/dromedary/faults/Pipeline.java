package dev.dromedary.faults;

import java.nio.file.Path;

/** The pipelines that are put to the test. */
enum Pipeline {
    LOGINS {
        @Override
        Workload open(Path folder, Servers servers) {
            return new LoginsWorkload(folder, servers);
        }
    },
    PRODUCTS {
        @Override
        Workload open(Path folder, Servers servers) {
            return new ProductsWorkload(folder, servers);
        }
    },
    CATALOG {
        @Override
        Workload open(Path folder, Servers servers) {
            return new CatalogWorkload(folder, servers);
        }
    };

    /** @param folder of the test's own, which holds what has to outlive a process */
    abstract Workload open(Path folder, Servers servers);

    /** On the servers that all tests share. */
    Workload open(Path folder) {
        return open(folder, Servers.SHARED);
    }
}
