"""Gets the file of a manifest."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ManifestRefused, NotFound
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class GetManifestFile:
    """Reads a stored manifest, a PDF, as often as it is printed."""

    unit_of_work: UnitOfWork

    def __call__(self, manifest_id: int) -> bytes:
        """Raises `NotFound`, and `ManifestRefused` while there is no file."""
        with self.unit_of_work.read() as tx:
            manifest = tx.manifests.get(manifest_id)
            if manifest is None:
                raise NotFound(f"There is no manifest {manifest_id}.")
            content = tx.manifests.get_file(manifest_id)
        if content is None:
            raise ManifestRefused(f"Manifest {manifest_id} is {manifest.state} and has no file.")
        return content
