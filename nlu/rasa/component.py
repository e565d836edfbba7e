"""The normaliser as a component of Rasa. Runs in Rasa's own Python 3.10, started from the root of the project.

`nlu.normalize` needs the standard library alone: it is imported, never copied, so both engines read the same text.
"""

from __future__ import annotations

from typing import Any

# Rasa checks the components of a pipeline by their annotations: these names must be there at run time.
from rasa.engine.graph import ExecutionContext, GraphComponent  # type: ignore[import-not-found]
from rasa.engine.recipes.default_recipe import DefaultV1Recipe  # type: ignore[import-not-found]
from rasa.engine.storage.resource import Resource  # type: ignore[import-not-found]  # noqa: TC002
from rasa.engine.storage.storage import ModelStorage  # type: ignore[import-not-found]  # noqa: TC002
from rasa.shared.nlu.constants import TEXT  # type: ignore[import-not-found]
from rasa.shared.nlu.training_data.message import Message  # type: ignore[import-not-found]  # noqa: TC002
from rasa.shared.nlu.training_data.training_data import TrainingData  # type: ignore[import-not-found]  # noqa: TC002

from nlu.normalize import clean, place_tone


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliser(GraphComponent):  # type: ignore[misc]
    """Brings the text of every message, taught or asked, to the form that `normalised` gives."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003 - Rasa's signature, here and below
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> Normaliser:
        """Nothing to set and nothing to load."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """While training."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """While answering."""
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str):
                message.set(TEXT, normalised(text))
        return messages


def normalised(text: str) -> str:
    """`text` cleaned, with the tone marks of open syllables in one place."""
    return " ".join(place_tone(word) for word in clean(text).split())
