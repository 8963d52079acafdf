"""The provider's own addresses, and a sign-in that asks for nothing."""

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def sign_in(request: HttpRequest, subject: str) -> HttpResponse:
    """Sign a person in at the provider."""
    login(request, User.objects.get(username=subject), backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse("Signed in.")


urlpatterns = [path("people/<str:subject>/sign-in/", sign_in), path("", include("oauth2_provider.urls"))]
