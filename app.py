"""The Chalice application: it registers the doors and holds no logic."""

from chalice.app import Chalice

from chalicelib.handlers.pipeline import pipeline
from chalicelib.handlers.portal import portal
from chalicelib.handlers.schedules import schedules

app = Chalice(app_name="rubrica")
app.register_blueprint(portal)
app.register_blueprint(pipeline)
app.register_blueprint(schedules)
